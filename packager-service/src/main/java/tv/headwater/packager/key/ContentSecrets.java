package tv.headwater.packager.key;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.stream.ContentSecret;
import tv.headwater.packager.crypt.ContentKey;

/**
 * The secrets of encrypted streams, as the topic {@code streams} tells them. Only the newest {@link #MAX} are remembered. Safe for
 * use by many threads.
 */
public final class ContentSecrets {

    static final int MAX = 100_000;

    private final Map<StreamId, ContentSecret> secrets = new LinkedHashMap<>();

    /**
     * A stream's newest word.
     *
     * @param secret null if it has none, or was deleted
     */
    public synchronized void on(StreamId streamId, @Nullable ContentSecret secret) {
        secrets.remove(streamId);
        if (secret != null) {
            secrets.put(streamId, secret);
            if (secrets.size() > MAX) {
                secrets.remove(secrets.keySet().iterator().next());
            }
        }
    }

    /** The key of a number; empty where the stream is not encrypted, or not known. */
    public Optional<ContentKey> key(StreamId streamId, long number) {
        return Optional.ofNullable(secret(streamId)).map(secret -> ContentKey.of(secret, number));
    }

    private synchronized @Nullable ContentSecret secret(StreamId streamId) {
        return secrets.get(streamId);
    }
}
