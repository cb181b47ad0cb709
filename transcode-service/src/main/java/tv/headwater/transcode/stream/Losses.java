package tv.headwater.transcode.stream;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.headwater.contract.id.StreamId;

/** What a stream has lost of workers and of segments, and what follows from it. Used by the stream's thread; anybody may count. */
final class Losses {

    private static final Logger log = LoggerFactory.getLogger(Losses.class);

    private final StreamId streamId;
    private final Surroundings around;
    private final Backlog backlog;
    private final Renditions renditions;
    private final Overload overload;
    private final Strikes strikes;
    private final AtomicInteger restarts = new AtomicInteger();
    private final AtomicLong skipped = new AtomicLong();

    Losses(
            StreamId streamId,
            Surroundings around,
            Backlog backlog,
            Renditions renditions,
            Overload overload) {
        this.streamId = streamId;
        this.around = around;
        this.backlog = backlog;
        this.renditions = renditions;
        this.overload = overload;
        this.strikes = new Strikes(around.limits().strikes());
    }

    /** Workers that had to be replaced. */
    int restarts() {
        return restarts.get();
    }

    /** Segments that are missing in the ladder. */
    long skipped() {
        return skipped.get();
    }

    /** Leaves out what was written before, as far as a segment begins after it. */
    void skipTo(long writtenAfter, String reason, String why) {
        int segments = backlog.jump(writtenAfter);
        skipped.addAndGet(segments);
        around.metrics().skipped(reason, segments);
        log.warn("stream {}: the ladder goes on with the newest segment: {}", streamId, why);
    }

    /**
     * A worker is gone that should not be.
     *
     * @return how long the next one has to wait
     */
    Duration strike(WorkerRun worker) {
        restarts.incrementAndGet();
        around.metrics().restarted(worker.isHung() ? "hung" : "crashed");
        overload.restarted();
        long segment = outstanding();
        long shown = renditions.shownMicros().orElse(0);
        if (strikes.isHopeless()) {
            skipTo(around.clock().millis(), "hopeless", "no worker gets on: " + worker.why());
        } else if (strikes.strike(segment, shown)) {
            backlog.skip(segment);
            skipped.incrementAndGet();
            around.metrics().skipped("poison", 1);
            log.warn(
                    "stream {}: segment {} is skipped for the ladder, {} workers did not survive it; the last: {}",
                    streamId,
                    segment,
                    around.limits().strikes(),
                    worker.why());
        } else {
            log.warn(
                    "stream {}: its worker is gone at segment {}, another goes on: {}",
                    streamId,
                    segment,
                    worker.why());
        }
        return strikes.pause();
    }

    /** The oldest segment with a picture that is not given out yet. */
    private long outstanding() {
        var expected = overload.running();
        long last = -1;
        for (long segment :
                backlog.segmentsFrom(renditions.oldestOpen(expected).orElse(0)).keySet()) {
            last = segment;
            if (!backlog.isSkipped(segment)
                    && !renditions.hasAll(expected, segment, backlog.picturesOf(segment))) {
                return segment;
            }
        }
        return last;
    }
}
