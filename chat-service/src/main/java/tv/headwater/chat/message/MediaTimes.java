package tv.headwater.chat.message;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** PROGRAM-DATE-TIMEs of pictures that somebody may have before them. */
public final class MediaTimes {

    /** A playhead may be a little ahead where clocks differ. */
    private static final Duration AHEAD = Duration.ofMinutes(1);

    /** And behind by all of the DVR window, which is 14 days at most. */
    private static final Duration BEHIND = Duration.ofDays(31);

    private MediaTimes() {}

    /**
     * @throws IllegalArgumentException if nobody has such a picture before them
     */
    public static void require(@Nullable Instant mediaTime, Instant now) {
        if (mediaTime == null) {
            return;
        }
        if (mediaTime.isAfter(now.plus(AHEAD))) {
            throw new IllegalArgumentException("mediaTime " + mediaTime + " is yet to come");
        }
        if (mediaTime.isBefore(now.minus(BEHIND))) {
            throw new IllegalArgumentException(
                    "mediaTime %s is more than %d days ago".formatted(mediaTime, BEHIND.toDays()));
        }
    }
}
