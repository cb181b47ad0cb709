package tv.headwater.transcode.worker.poster;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Claim;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.EndOfSession;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.TimedMetadata;
import tv.headwater.contract.media.Track;
import tv.headwater.transcode.wire.WireMessage;
import tv.headwater.transcode.wire.WorkerJob;
import tv.headwater.transcode.worker.Output;
import tv.headwater.transcode.worker.Task;
import tv.headwater.transcode.worker.decode.VideoDecoder;
import tv.headwater.transcode.worker.ffmpeg.FfmpegException;

/** Posters of whatever streams: each CONFIG with the unit after it is a request, which is answered before the next is read. */
public final class PosterTask implements Task {

    private static final int TRACK = 1;

    private final WorkerJob.Posters job;
    private final Output out;
    private final AtomicLong decodedPts = new AtomicLong(-1);
    private final AtomicLong decodeErrors = new AtomicLong();
    private final AtomicLong busyNanos = new AtomicLong();
    private @Nullable Configuration configuration;

    public PosterTask(WorkerJob.Posters job, Output out) {
        this.job = job;
        this.out = out;
    }

    @Override
    public void media(MediaRecord record) {
        long begun = System.nanoTime();
        switch (record) {
            case Configuration next -> configuration = next;
            case AccessUnit unit -> answer(unit);
            case EndOfSession _, Claim _ -> configuration = null;
            case TimedMetadata _ -> {}
        }
        busyNanos.addAndGet(System.nanoTime() - begun);
    }

    private void answer(AccessUnit unit) {
        try {
            var jpeg = jpeg(track(unit), unit);
            decodedPts.set(unit.pts());
            out.record(
                    new AccessUnit(
                            unit.stamp().in(Rendition.POSTER),
                            TRACK,
                            FourCc.JPEG,
                            true,
                            unit.pts(),
                            unit.pts(),
                            jpeg));
        } catch (FfmpegException e) {
            decodeErrors.incrementAndGet();
            out.noPoster(unit.stamp().streamId(), String.valueOf(e.getMessage()));
        } finally {
            configuration = null;
        }
    }

    private Track.Video track(AccessUnit unit) {
        var last = configuration;
        if (last == null || !last.stamp().streamId().equals(unit.stamp().streamId())) {
            throw new FfmpegException("no configuration came before the picture");
        }
        for (var track : last.config().tracks()) {
            if (track instanceof Track.Video video && video.id() == unit.track()) {
                return video;
            }
        }
        throw new FfmpegException("track " + unit.track() + " has no pictures");
    }

    private ByteBuffer jpeg(Track.Video track, AccessUnit unit) {
        List<ByteBuffer> pictures = new ArrayList<>();
        Consumer<AVFrame> first =
                frame -> {
                    if (pictures.isEmpty()) {
                        pictures.add(PosterPicture.jpeg(frame));
                    }
                };
        try (var decoder = new VideoDecoder(track, 1, job.maxPixels())) {
            decoder.decode(unit, first);
            decoder.flush(first);
            var error = decoder.firstError();
            if (error != null) {
                throw new FfmpegException("the picture cannot be decoded: " + error);
            }
        }
        if (pictures.isEmpty()) {
            throw new FfmpegException("the unit has no picture");
        }
        return pictures.getFirst();
    }

    @Override
    public void shed(Set<Rendition> rungs) {}

    @Override
    public void drain() {}

    @Override
    public WireMessage.Progress progress() {
        var cpu = ProcessHandle.current().info().totalCpuDuration();
        return new WireMessage.Progress(
                List.of(),
                decodedPts.get(),
                cpu.map(Duration::toMillis).orElse(0L),
                0,
                busyNanos.get() / 1_000_000,
                decodeErrors.get());
    }

    @Override
    public void close() {}
}
