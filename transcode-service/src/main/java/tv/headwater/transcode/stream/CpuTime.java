package tv.headwater.transcode.stream;

import java.time.Duration;

/** Counts what CPU time one worker uses, while it does. Safe for use by many threads. */
final class CpuTime {

    private final TranscodeMetrics metrics;
    private Duration counted = Duration.ZERO;

    CpuTime(TranscodeMetrics metrics) {
        this.metrics = metrics;
    }

    /** It has used so much since it was started; less than before is no news. */
    synchronized void used(Duration soFar) {
        if (soFar.compareTo(counted) > 0) {
            metrics.cpu(soFar.minus(counted));
            counted = soFar;
        }
    }
}
