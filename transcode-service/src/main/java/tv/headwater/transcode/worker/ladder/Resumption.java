package tv.headwater.transcode.worker.ladder;

import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.Configuration;
import tv.headwater.transcode.wire.Resume;
import tv.headwater.transcode.wire.WorkerJob;

/** What of one rendition stands in the log already, and how it goes on from there. */
final class Resumption {

    /** No {@link tv.headwater.contract.media.SessionConfig#discontinuitySequence}. */
    static final long NONE = -1;

    private final @Nullable Resume resume;
    private long discontinuitySequence = NONE;
    private boolean fed;

    Resumption(@Nullable Resume resume) {
        this.resume = resume;
    }

    static Resumption of(Rendition rendition, WorkerJob.Transcode job) {
        return new Resumption(
                job.resume().stream()
                        .filter(resume -> resume.rendition().equals(rendition))
                        .findFirst()
                        .orElse(null));
    }

    /** The next CONFIG of the source. */
    void on(Configuration place) {
        boolean continues = !fed && !place.discontinuity();
        fed = true;
        if (resume != null && (continues || hasUnitsIn(place.stamp().segment()))) {
            discontinuitySequence = place.config().discontinuitySequence();
        }
    }

    /** Whether the log has units of this segment, perhaps all. */
    boolean hasUnitsIn(long segment) {
        return resume != null
                && (segment < resume.segment()
                        || (segment == resume.segment() && !resume.emitted().isEmpty()));
    }

    /** Whether the log has this picture. */
    boolean isDone(long segment, long pts) {
        return resume != null
                && (segment < resume.segment()
                        || (segment == resume.segment() && resume.emitted().contains(pts)));
    }

    /** Whether a picture is not later than the log's newest. */
    boolean isBefore(long segment, long pts) {
        return resume != null
                && (segment < resume.segment()
                        || (segment == resume.segment() && pts <= resume.lastDts()));
    }

    /** Whether the rendition exists in the log. */
    boolean exists() {
        return resume != null;
    }

    /** The discontinuity in which the log's newest unit is, {@link #NONE} if there is no unit or it is not known. */
    long discontinuitySequence() {
        return discontinuitySequence;
    }

    /** Decoding time of the log's newest unit, −1 without one. */
    long lastDts() {
        return resume == null ? -1 : resume.lastDts();
    }
}
