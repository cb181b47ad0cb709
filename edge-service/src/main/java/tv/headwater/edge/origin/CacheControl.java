package tv.headwater.edge.origin;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tv.headwater.mediahttp.MediaResponse.Caching;

/** Reads Cache-Control (RFC 9111 5.2.2) as far as origins use it. */
final class CacheControl {

    private static final Caching NEVER = Caching.seconds(0);

    /** A year: longer is a mistake or an attack. */
    private static final long MAX_SECONDS = 31_536_000;

    private CacheControl() {}

    /**
     * What is absent, malformed or forbids to keep is not kept at all. That parents call signed streams private is no obstacle: who may
     * have what is in this cache is decided before it.
     */
    static Caching parse(@Nullable String header) {
        if (header == null) {
            return NEVER;
        }
        long seconds = 0;
        var immutable = false;
        for (var part : header.toLowerCase(Locale.ROOT).split(",", -1)) {
            var directive = part.strip();
            if (directive.equals("no-store") || directive.startsWith("no-cache")) {
                return NEVER;
            }
            if (directive.equals("immutable")) {
                immutable = true;
            } else if (directive.startsWith("max-age=")) {
                seconds = seconds(directive.substring("max-age=".length()));
            }
        }
        return seconds == 0 ? NEVER : new Caching(Duration.ofSeconds(seconds), immutable);
    }

    /** Reads delta-seconds (RFC 9111 1.2.2); 0 where it is none. */
    static long seconds(String digits) {
        return digits.matches("\\d{1,18}") ? Math.min(Long.parseLong(digits), MAX_SECONDS) : 0;
    }
}
