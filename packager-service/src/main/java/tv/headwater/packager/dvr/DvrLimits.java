package tv.headwater.packager.dvr;

import java.time.Duration;

/**
 * How much the store takes.
 *
 * @param maxBytes of all its files, at least two volumes; the oldest media goes where it is exceeded
 * @param minFreeBytes that stay free on the disk; nothing is written where they would not
 * @param volumeBytes after which a volume ends, at most {@link #MAX_VOLUME_BYTES}
 * @param queueBytes of segments that wait to be written; what does not fit is dropped
 * @param concurrentReads from the disk at once
 * @param waitingReads that may wait for those; more are turned away
 * @param retry how long after a failed write the next one is tried
 */
public record DvrLimits(
        long maxBytes,
        long minFreeBytes,
        long volumeBytes,
        long queueBytes,
        int concurrentReads,
        int waitingReads,
        Duration retry,
        Fsync fsync) {

    public static final long MAX_VOLUME_BYTES = 1 << 30;

    public DvrLimits {
        if (volumeBytes <= 0 || volumeBytes > MAX_VOLUME_BYTES) {
            throw new IllegalArgumentException(
                    "volume of " + volumeBytes + " bytes is not in 1.." + MAX_VOLUME_BYTES);
        }
        if (maxBytes < 2 * volumeBytes) {
            throw new IllegalArgumentException(
                    maxBytes + " bytes are less than two volumes of " + volumeBytes);
        }
        if (minFreeBytes < 0 || queueBytes <= 0) {
            throw new IllegalArgumentException(
                    "free space of " + minFreeBytes + " or queue of " + queueBytes + " bytes");
        }
        if (concurrentReads <= 0 || waitingReads < 0) {
            throw new IllegalArgumentException(
                    concurrentReads + " concurrent and " + waitingReads + " waiting reads");
        }
        if (retry.isNegative() || retry.isZero()) {
            throw new IllegalArgumentException("retry after " + retry + " is not positive");
        }
    }
}
