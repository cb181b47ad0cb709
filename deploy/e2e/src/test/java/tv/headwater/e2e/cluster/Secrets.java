package tv.headwater.e2e.cluster;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Every key, password and token of the run: none may be found in a log. Safe for use by many threads. */
public final class Secrets {

    private final Set<String> all = ConcurrentHashMap.newKeySet();

    /** Remembers a secret and gives it back. */
    public String keep(String secret) {
        if (secret.length() < 8) {
            throw new IllegalArgumentException("too short to be searched for");
        }
        all.add(secret);
        return secret;
    }

    /** What other people's programs say, such as ffmpeg with its URL, without our secrets. */
    String mask(String line) {
        var masked = line;
        for (var secret : all) {
            masked = masked.replace(secret, "***");
        }
        return masked;
    }

    public List<String> all() {
        return List.copyOf(all);
    }
}
