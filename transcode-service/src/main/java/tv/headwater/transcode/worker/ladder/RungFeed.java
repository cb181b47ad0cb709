package tv.headwater.transcode.worker.ladder;

import java.util.Objects;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.CodecStrings;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.Stamp;
import tv.headwater.contract.node.LadderHealth;
import tv.headwater.transcode.ladder.RungPlan;
import tv.headwater.transcode.worker.Output;

/**
 * One rung through the life of its stream, as the decoding thread sees it: which pictures it still needs, when it is left out,
 * when its encoder begins and ends. Used by that thread alone, but for {@link #health}.
 */
final class RungFeed {

    private final Rendition rendition;
    private final long firstSequence;
    private final Resumption resumption;
    private final BusyClock busy;
    private final Output out;

    private @Nullable RenditionStamper stamper;
    private Rung.@Nullable Opening opening;
    private @Nullable Configuration place;
    private long segmentBegun = -1;
    private boolean exists;
    private volatile @Nullable RungPlan plan;
    private volatile @Nullable Rung rung;
    private volatile boolean shed;

    RungFeed(
            Rendition rendition,
            long firstSequence,
            Resumption resumption,
            BusyClock busy,
            Output out) {
        this.rendition = rendition;
        this.firstSequence = firstSequence;
        this.resumption = resumption;
        this.busy = busy;
        this.out = out;
        this.exists = resumption.exists();
    }

    Rendition rendition() {
        return rendition;
    }

    /** The next CONFIG of the source; {@code repeats} if its segment has begun. */
    void on(Configuration configuration, boolean repeats) {
        resumption.on(configuration);
        var running = rung;
        if (repeats && running != null) {
            running.repeat(configuration);
        }
    }

    /** How it is encoded from here on; null if it no longer is. The encoder before must be gone. */
    void plan(@Nullable RungPlan next, Rung.@Nullable Opening nextOpening) {
        plan = next;
        opening = nextOpening;
    }

    RungPlan requirePlan() {
        return Objects.requireNonNull(plan);
    }

    /** Whether it needs this picture. At the first picture of a segment it may be left out, or come back. */
    boolean wants(Configuration of, long pts, boolean shedNow) {
        long segment = of.stamp().segment();
        if (place == null || place.stamp().segment() != segment) {
            boolean leave = shedNow && !resumption.hasUnitsIn(segment);
            if (leave && !shed) {
                finish(place == null ? of.stamp() : place.stamp());
            }
            shed = leave;
        }
        place = of;
        return isActive() && !resumption.isDone(segment, pts);
    }

    /** Whether pictures are to be scaled for it. */
    boolean isActive() {
        var running = rung;
        return !shed && (running == null || !running.isUnavailable());
    }

    /** An empty frame for a picture it wants. */
    AVFrame spare() {
        return running().spare();
    }

    /** Encodes the picture that {@link #wants} was asked about last. */
    void take(AVFrame frame, Configuration of) {
        long segment = of.stamp().segment();
        running().take(frame, of, segment != segmentBegun);
        segmentBegun = segment;
        exists = true;
    }

    void giveBack(AVFrame frame) {
        running().giveBack(frame);
    }

    private Rung running() {
        var running = rung;
        if (running == null || running.isFinished()) {
            await();
            if (opening == null) {
                throw new IllegalStateException("rung " + rendition + " is not planned");
            }
            running = new Rung(rendition.value(), opening, stamper(), busy);
            rung = running;
        }
        return running;
    }

    private RenditionStamper stamper() {
        if (stamper == null) {
            stamper = new RenditionStamper(rendition, firstSequence, resumption, out);
        }
        return stamper;
    }

    /** Gives out everything taken, without waiting until that is done, and END if the rendition is over. */
    void finish(@Nullable Stamp end) {
        var ending = exists ? end : null;
        var running = rung;
        if (running != null && !running.isFinished()) {
            running.finish(ending);
        } else if (ending != null) {
            await();
            stamper().end(ending);
        }
        exists = exists && end == null;
        segmentBegun = -1;
    }

    /** Waits until everything {@link #finish} spoke of is given out. */
    void await() {
        var running = rung;
        if (running != null) {
            running.await();
            rung = null;
            requireHealthy(running);
        }
    }

    /**
     * @throws IllegalStateException if its encoder has failed
     */
    void requireHealthy() {
        var running = rung;
        if (running != null) {
            requireHealthy(running);
        }
    }

    private void requireHealthy(Rung running) {
        var failure = running.failure();
        if (failure != null) {
            throw new IllegalStateException(
                    "rung " + rendition + " failed: " + failure.getMessage(), failure);
        }
    }

    /** Drops everything, and waits until its encoder is closed. */
    void abort() {
        var running = rung;
        if (running != null) {
            running.abort();
            rung = null;
        }
    }

    /** Null if it is not encoded. Called by any thread. */
    LadderHealth.@Nullable Rung health() {
        var planned = plan;
        var running = rung;
        if (planned == null || (running != null && running.isUnavailable())) {
            return null;
        }
        var track = running == null ? null : running.track();
        var name = running == null ? null : running.encoderName();
        return new LadderHealth.Rung(
                rendition,
                planned.codec().fourCc().toString(),
                planned.width(),
                planned.height(),
                name == null ? "" : name,
                shed ? LadderHealth.State.SHED : LadderHealth.State.RUNNING,
                track == null ? null : CodecStrings.of(track),
                (long) planned.videoBitrate());
    }
}
