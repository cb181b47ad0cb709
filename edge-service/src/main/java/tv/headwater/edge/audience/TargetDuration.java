package tv.headwater.edge.audience;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads how long a playlist's segments are from its first lines. */
final class TargetDuration {

    /** Bytes: it stands before the first segment. */
    private static final int HEAD = 512;

    /** Seconds: nobody is kept for longer because a playlist says so. */
    private static final int MAX = 60;

    private static final Pattern FORM =
            Pattern.compile(
                    "#EXT-X-TARGETDURATION:(\\d{1,4})|maxSegmentDuration=\"PT(\\d{1,4})(?:\\.\\d{1,9})?S\"");

    private TargetDuration() {}

    /** EXT-X-TARGETDURATION of a media playlist, or an MPD's maxSegmentDuration rounded up; null where there is neither. */
    static @Nullable Duration of(ByteBuffer playlist) {
        var head = new byte[Math.min(HEAD, playlist.remaining())];
        playlist.get(playlist.position(), head);
        var found = FORM.matcher(new String(head, StandardCharsets.ISO_8859_1));
        if (!found.find()) {
            return null;
        }
        int seconds =
                found.group(1) != null
                        ? Integer.parseInt(found.group(1))
                        : Integer.parseInt(found.group(2)) + 1;
        return Duration.ofSeconds(Math.min(MAX, seconds));
    }
}
