package tv.headwater.ingest.timeline;

import java.util.HashMap;
import java.util.Map;

/**
 * Unwraps RTMP's 32-bit milliseconds, which all tracks of a connection share, into 64 bits, and notices when the publisher's
 * clock jumps: ahead of everything so far by more than {@link #MAX_FORWARD_MS}, or behind its own track by more than {@link
 * #MAX_BACKWARD_MS}. Tracks that are merely interleaved badly are no jump.
 */
final class RtmpClock {

    static final long MAX_FORWARD_MS = 10_000;
    static final long MAX_BACKWARD_MS = 1_000;

    private final Map<Integer, Long> newestByTrack = new HashMap<>();
    private boolean started;
    private int lastRaw;
    private long last;
    private long newest;

    /** @param jumped whether the clock was set anew between the message before and this one */
    record Reading(long milliseconds, boolean jumped) {}

    Reading read(int track, int raw) {
        long now = started ? last + (raw - lastRaw) : Integer.toUnsignedLong(raw);
        boolean jumped = started && isJump(track, now);
        if (jumped) {
            newestByTrack.clear();
        }
        newest = !started || jumped ? now : Math.max(newest, now);
        newestByTrack.merge(track, now, Math::max);
        started = true;
        last = now;
        lastRaw = raw;
        return new Reading(now, jumped);
    }

    private boolean isJump(int track, long now) {
        var own = newestByTrack.get(track);
        long floor = own == null ? newest - MAX_FORWARD_MS : own - MAX_BACKWARD_MS;
        return now > newest + MAX_FORWARD_MS || now < Math.max(floor, -MAX_BACKWARD_MS);
    }
}
