package tv.headwater.transcode.worker.ladder;

import static tv.headwater.contract.media.MediaRecord.TICKS_PER_SECOND;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Claim;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.EndOfSession;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.TimedMetadata;
import tv.headwater.contract.media.Track;
import tv.headwater.transcode.wire.WireMessage;
import tv.headwater.transcode.wire.WorkerJob;
import tv.headwater.transcode.worker.Output;
import tv.headwater.transcode.worker.Task;

/**
 * The ladder of one stream. What it gives out follows from the records it gets and the {@code resume} of its job alone: a successor
 * that gets the same records gives out just what is missing.
 */
public final class LadderTask implements Task {

    private final BusyClock busy = new BusyClock();
    private final Posters posters;
    private final VideoLadder video;
    private final AudioRendition audio;

    private @Nullable Configuration current;
    private long epoch = -1;
    private long sequence = -1;

    public LadderTask(WorkerJob.Transcode job, Output out) {
        this.posters = new Posters(job, out);
        this.video = new VideoLadder(job, out, busy, posters);
        this.audio = new AudioRendition(job, out);
    }

    @Override
    public void media(MediaRecord record) {
        busy.begin();
        try {
            if (isNew(record)) {
                switch (record) {
                    case Configuration configuration -> configure(configuration);
                    case AccessUnit unit -> add(unit);
                    case EndOfSession end -> end(end);
                    case Claim claim -> {}
                    case TimedMetadata metadata -> {}
                }
            }
        } finally {
            busy.end();
        }
    }

    private boolean isNew(MediaRecord record) {
        var stamp = record.stamp();
        if (stamp.epoch() < epoch || (stamp.epoch() == epoch && stamp.sequence() <= sequence)) {
            return false;
        }
        epoch = stamp.epoch();
        sequence = stamp.sequence();
        return true;
    }

    private void configure(Configuration next) {
        var last = current;
        boolean continues =
                last != null
                        && last.stamp().epoch() == next.stamp().epoch()
                        && last.config().discontinuitySequence()
                                == next.config().discontinuitySequence();
        if (!continues) {
            video.stop(null);
        }
        if (last == null || last.stamp().epoch() != next.stamp().epoch()) {
            audio.clear();
        }
        current = next;
        boolean repeats =
                last != null && continues && last.stamp().segment() == next.stamp().segment();
        video.on(next, repeats);
        audio.on(next, repeats);
    }

    private void add(AccessUnit unit) {
        if (current == null) {
            return;
        }
        for (var track : current.config().tracks()) {
            if (track.id() == unit.track()) {
                switch (track) {
                    case Track.Video v -> video.decode(unit, v);
                    case Track.Audio a -> audio.add(unit);
                }
                return;
            }
        }
    }

    private void end(EndOfSession end) {
        video.stop(end.stamp());
        audio.stop(end.stamp());
        current = null;
    }

    @Override
    public void shed(Set<Rendition> rungs) {
        video.shed(rungs);
    }

    @Override
    public void drain() {
        video.drain();
        posters.close();
    }

    @Override
    public WireMessage.Progress progress() {
        var cpu = ProcessHandle.current().info().totalCpuDuration();
        return new WireMessage.Progress(
                video.health(),
                video.decodedPts(),
                cpu.map(Duration::toMillis).orElse(0L),
                video.decodedTicks() * 1000 / TICKS_PER_SECOND,
                busy.millis(),
                video.errors() + audio.errors());
    }

    @Override
    public void close() {
        video.close();
        audio.close();
        posters.close();
    }
}
