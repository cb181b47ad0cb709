package tv.headwater.ingest.stamp;

import static tv.headwater.contract.media.MediaRecord.TICKS_PER_SECOND;

import tv.headwater.contract.stream.Encryption;
import tv.headwater.contract.stream.LatencyMode;

/**
 * How segments and their parts are cut, in ticks.
 *
 * @param target a segment ends at the first random-access unit at or past this
 * @param part how long parts are to be, about; 0 where there are none
 * @param max a segment ends here even without a random-access unit
 * @param keyPeriod how many segments share an encryption key, 0 where nothing is encrypted
 */
public record SegmentPolicy(int target, int part, int max, int keyPeriod) {

    /** No part is longer, whatever the frame rate. */
    static final int MAX_PART = TICKS_PER_SECOND;

    public SegmentPolicy {
        if (part < 0 || target < Math.max(1, part) || max < target) {
            throw new IllegalArgumentException(
                    "segment target "
                            + target
                            + " is not between part "
                            + part
                            + " and max "
                            + max);
        }
        if (keyPeriod < 0) {
            throw new IllegalArgumentException("key period " + keyPeriod + " is negative");
        }
    }

    /** Of streams that are not encrypted. */
    public SegmentPolicy(int target, int part, int max) {
        this(target, part, max, 0);
    }

    /** The same as a stream of that latency mode has it: parts are for low latency only. */
    public SegmentPolicy in(LatencyMode mode) {
        return switch (mode) {
            case LOW -> this;
            case STANDARD -> new SegmentPolicy(target, 0, max, keyPeriod);
        };
    }

    /** The same as a stream with that encryption has it: keys are for encrypted ones only. */
    public SegmentPolicy with(Encryption encryption) {
        return switch (encryption) {
            case AES_128 -> this;
            case NONE -> rekeyedEvery(0);
        };
    }

    /** The same for a stream whose key changes every {@code segments}, 0 for one without keys. */
    public SegmentPolicy rekeyedEvery(int segments) {
        return new SegmentPolicy(target, part, max, segments);
    }

    /**
     * PART-TARGET: the whole number of frames that comes closest to {@link #part}, at least one, and no more than fit into {@link
     * #MAX_PART} and a segment.
     *
     * @param frame how long a frame of the leading track is, 0 if that is not known
     */
    int partTarget(double frame) {
        if (part == 0 || frame <= 0) {
            return part;
        }
        long closest = Math.round(part / frame);
        long fit = (long) (Math.min(MAX_PART, target) / frame);
        return Math.toIntExact(Math.round(Math.max(1, Math.min(closest, fit)) * frame));
    }
}
