package tv.headwater.transcode.worker.ladder;

import static org.bytedeco.ffmpeg.global.avutil.av_frame_clone;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.transcode.wire.WireMessage;
import tv.headwater.transcode.wire.WorkerJob;
import tv.headwater.transcode.worker.Output;
import tv.headwater.transcode.worker.ffmpeg.FfmpegException;
import tv.headwater.transcode.worker.poster.PosterPicture;

/** Makes a poster of a decoded picture now and then, on a thread of its own; while it is at one, others are passed over. */
final class Posters implements VideoLadder.Viewer, AutoCloseable {

    private static final int TRACK = 1;

    private final Output out;
    private final long interval;
    private final Resumption resumption;
    private final Semaphore idle = new Semaphore(1);
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("posters").factory());
    private long sequence;
    private long lastPts = -1;
    private long discontinuitySequence = Resumption.NONE;

    Posters(WorkerJob.Transcode job, Output out) {
        this.out = out;
        this.interval = (long) job.posterSeconds() * MediaRecord.TICKS_PER_SECOND;
        this.sequence = job.firstSequence();
        this.resumption = Resumption.of(Rendition.POSTER, job);
    }

    @Override
    public void picture(AVFrame frame, Configuration place) {
        if (interval == 0 || !isDue(frame.pts(), place) || !idle.tryAcquire()) {
            return;
        }
        lastPts = frame.pts();
        discontinuitySequence = place.config().discontinuitySequence();
        var picture = av_frame_clone(frame);
        if (picture == null) {
            idle.release();
            return;
        }
        thread.execute(() -> make(picture, place));
    }

    private boolean isDue(long pts, Configuration place) {
        if (resumption.isBefore(place.stamp().segment(), pts)) {
            return false;
        }
        return place.config().discontinuitySequence() != discontinuitySequence
                || pts - lastPts >= interval;
    }

    private void make(AVFrame picture, Configuration place) {
        try {
            long pts = picture.pts();
            var jpeg = PosterPicture.jpeg(picture);
            out.record(
                    new AccessUnit(
                            place.stamp().in(Rendition.POSTER).numbered(sequence++),
                            TRACK,
                            FourCc.JPEG,
                            true,
                            pts,
                            pts,
                            jpeg));
        } catch (FfmpegException e) {
            out.note(WireMessage.Level.WARN, "no poster: " + e.getMessage());
        } finally {
            av_frame_free(picture);
            idle.release();
        }
    }

    /** Waits for the poster being made. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(2, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
