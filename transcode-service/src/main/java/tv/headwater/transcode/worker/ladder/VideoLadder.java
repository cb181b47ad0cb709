package tv.headwater.transcode.worker.ladder;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.Stamp;
import tv.headwater.contract.media.Track;
import tv.headwater.contract.node.LadderHealth;
import tv.headwater.transcode.ladder.LadderPlan;
import tv.headwater.transcode.ladder.RungPlan;
import tv.headwater.transcode.wire.WireMessage;
import tv.headwater.transcode.wire.WorkerJob;
import tv.headwater.transcode.worker.Output;
import tv.headwater.transcode.worker.decode.VideoDecoder;
import tv.headwater.transcode.worker.encode.Colour;
import tv.headwater.transcode.worker.encode.EncoderSettings;
import tv.headwater.transcode.worker.encode.Encoders;
import tv.headwater.transcode.worker.encode.FrameRate;
import tv.headwater.transcode.worker.encode.VideoEncoder;
import tv.headwater.transcode.worker.ffmpeg.FfmpegException;
import tv.headwater.transcode.worker.filter.FrameForm;
import tv.headwater.transcode.worker.filter.LadderGraph;

/**
 * The video of one stream: decoder, filter graph and rungs from one discontinuity to the next. Used by one thread, but for {@link
 * #health} and the counters.
 */
final class VideoLadder implements AutoCloseable {

    /** Sees each picture that is new to the log, for as long as it returns. */
    interface Viewer {
        void picture(AVFrame frame, Configuration place);
    }

    private final WorkerJob.Transcode job;
    private final Output out;
    private final BusyClock busy;
    private final Encoders encoders;
    private final Viewer viewer;
    private final Map<Rendition, RungFeed> feeds = new LinkedHashMap<>();
    private final SegmentStarts starts = new SegmentStarts();
    private final AVFrame unwanted = Objects.requireNonNull(av_frame_alloc());

    private volatile List<RungFeed> planned = List.of();
    private volatile long decodedPts = -1;
    private final AtomicLong decodedTicks = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();
    private Set<Rendition> shed = Set.of();
    private @Nullable VideoDecoder decoder;
    private @Nullable LadderGraph graph;
    private @Nullable FrameForm form;
    private @Nullable FrameForm impossible;
    private List<RungFeed> scaled = List.of();
    private boolean isPlanned;
    private boolean isUndecodable;
    private boolean isErrorNoted;
    private long lastPts = -1;
    private long decoderErrors;

    VideoLadder(WorkerJob.Transcode job, Output out, BusyClock busy, Viewer viewer) {
        this.job = job;
        this.out = out;
        this.busy = busy;
        this.viewer = viewer;
        this.encoders = new Encoders(out);
        for (var resume : job.resume()) {
            if (!Rendition.RESERVED.contains(resume.rendition())) {
                feed(resume.rendition());
            }
        }
    }

    private RungFeed feed(Rendition rendition) {
        return feeds.computeIfAbsent(
                rendition,
                name ->
                        new RungFeed(
                                name, job.firstSequence(), Resumption.of(name, job), busy, out));
    }

    /** From the next segment on these rungs are left out, and only these. */
    void shed(Set<Rendition> rungs) {
        shed = Set.copyOf(rungs);
    }

    /** The next CONFIG; before the first of a discontinuity comes {@link #stop}. */
    void on(Configuration place, boolean repeats) {
        starts.on(place);
        feeds.values().forEach(feed -> feed.on(place, repeats));
    }

    /** The next access unit of the video. */
    void decode(AccessUnit unit, Track.Video track) {
        if (unit.randomAccess() && decoderErrors > 0) {
            closeDecoder();
        }
        starts.on(unit);
        var current = decoder(track);
        if (current == null) {
            errors.incrementAndGet();
            return;
        }
        current.configure(track);
        current.decode(unit, this::picture);
        noteErrors(current);
    }

    private @Nullable VideoDecoder decoder(Track.Video track) {
        if (decoder == null && !isUndecodable) {
            try {
                decoder = new VideoDecoder(track, job.decoderThreads(), job.maxPixels());
                decoderErrors = 0;
            } catch (FfmpegException e) {
                isUndecodable = true;
                out.note(WireMessage.Level.WARN, "no ladder: " + e.getMessage());
            }
        }
        return decoder;
    }

    /** Broken media may have left anything in a decoder: the next picture that stands alone gets a new one. */
    private void closeDecoder() {
        if (decoder != null) {
            decoder.flush(this::picture);
            noteErrors(decoder);
            decoder.close();
            decoder = null;
        }
    }

    private void noteErrors(VideoDecoder current) {
        if (!isErrorNoted && current.errors() > 0) {
            isErrorNoted = true;
            out.note(
                    WireMessage.Level.INFO,
                    "an access unit could not be decoded: " + current.firstError());
        }
        errors.addAndGet(current.errors() - decoderErrors);
        decoderErrors = current.errors();
    }

    private void picture(AVFrame frame) {
        long pts = frame.pts();
        if (pts == AV_NOPTS_VALUE || pts <= lastPts) {
            errors.incrementAndGet();
            return;
        }
        if (lastPts >= 0) {
            decodedTicks.addAndGet(Math.min(pts - lastPts, MediaRecord.TICKS_PER_SECOND));
        }
        lastPts = pts;
        decodedPts = pts;
        var place = starts.of(pts);
        if (place != null) {
            place(frame, pts, place);
        }
    }

    private void place(AVFrame frame, long pts, Configuration place) {
        var current = FrameForm.of(frame);
        if (!isPlanned) {
            plan(current, place);
        }
        List<RungFeed> wanting = new ArrayList<>();
        List<RungFeed> active = new ArrayList<>();
        for (var feed : planned) {
            feed.requireHealthy();
            if (feed.wants(place, pts, shed.contains(feed.rendition()))) {
                wanting.add(feed);
            }
            if (feed.isActive()) {
                active.add(feed);
            }
        }
        if (!wanting.isEmpty() || planned.isEmpty()) {
            viewer.picture(frame, place);
        }
        if (!wanting.isEmpty() && !current.equals(impossible)) {
            scale(frame, current, place, active, wanting);
        }
    }

    private void plan(FrameForm first, Configuration place) {
        var rate = Objects.requireNonNull(decoder).frameRate();
        var plans =
                LadderPlan.choose(
                        job.ladder(),
                        first.displayWidth(),
                        first.height(),
                        (double) rate.numerator() / rate.denominator());
        List<RungFeed> next = new ArrayList<>();
        for (var plan : plans) {
            var feed = feed(plan.name());
            feed.plan(plan, colour -> open(plan, rate, colour));
            next.add(feed);
        }
        for (var feed : feeds.values()) {
            if (!next.contains(feed)) {
                feed.plan(null, null);
                feed.finish(place.stamp());
            }
        }
        planned = List.copyOf(next);
        isPlanned = true;
    }

    private VideoEncoder open(RungPlan plan, FrameRate rate, Colour colour) {
        try {
            return encoders.open(settings(plan, rate, colour));
        } catch (FfmpegException | IllegalArgumentException e) {
            out.note(
                    WireMessage.Level.ERROR,
                    "rung " + plan.name() + " is left out: " + e.getMessage());
            throw e;
        }
    }

    private EncoderSettings settings(RungPlan plan, FrameRate rate, Colour colour) {
        return new EncoderSettings(
                plan,
                job.profile(),
                job.encoders().getOrDefault(plan.codec(), List.of()),
                job.preset(),
                rate,
                colour,
                EncoderSettings.threads(plan, (double) rate.numerator() / rate.denominator()));
    }

    private void scale(
            AVFrame frame,
            FrameForm current,
            Configuration place,
            List<RungFeed> active,
            List<RungFeed> wanting) {
        try {
            var into = graph(current, active);
            into.push(frame);
            for (int i = 0; i < active.size(); i++) {
                var feed = active.get(i);
                if (wanting.contains(feed)) {
                    pull(into, i, feed, place);
                } else {
                    into.pull(i, unwanted);
                    av_frame_unref(unwanted);
                }
            }
        } catch (FfmpegException e) {
            errors.incrementAndGet();
            impossible = current;
            closeGraph();
            out.note(WireMessage.Level.WARN, "pictures cannot be scaled: " + e.getMessage());
        }
    }

    private static void pull(LadderGraph from, int rung, RungFeed feed, Configuration place) {
        var scaledFrame = feed.spare();
        try {
            from.pull(rung, scaledFrame);
        } catch (FfmpegException e) {
            feed.giveBack(scaledFrame);
            throw e;
        }
        feed.take(scaledFrame, place);
    }

    private LadderGraph graph(FrameForm current, List<RungFeed> active) {
        if (graph == null || !current.equals(form) || !active.equals(scaled)) {
            closeGraph();
            graph = new LadderGraph(current, active.stream().map(RungFeed::requirePlan).toList());
            form = current;
            scaled = active;
        }
        return graph;
    }

    private void closeGraph() {
        if (graph != null) {
            graph.close();
            graph = null;
        }
    }

    /**
     * Gives out everything, as what follows has nothing to do with it; the next unit begins anew.
     *
     * @param end place of the renditions' END; null if they go on
     */
    void stop(@Nullable Stamp end) {
        closeDecoder();
        feeds.values().forEach(feed -> feed.finish(end));
        feeds.values().forEach(RungFeed::await);
        closeGraph();
        starts.clear();
        impossible = null;
        isPlanned = false;
        isUndecodable = false;
        isErrorNoted = false;
        lastPts = -1;
    }

    /** Gives out everything decoded. What the decoder holds it keeps: without what follows, some of it would be missing. */
    void drain() {
        feeds.values().forEach(feed -> feed.finish(null));
        feeds.values().forEach(RungFeed::await);
    }

    /** From the highest rung to the lowest. */
    List<LadderHealth.Rung> health() {
        List<LadderHealth.Rung> rungs = new ArrayList<>();
        for (var feed : planned) {
            var health = feed.health();
            if (health != null) {
                rungs.add(health);
            }
        }
        return rungs;
    }

    long decodedPts() {
        return decodedPts;
    }

    long decodedTicks() {
        return decodedTicks.get();
    }

    long errors() {
        return errors.get();
    }

    @Override
    public void close() {
        feeds.values().forEach(RungFeed::abort);
        closeGraph();
        if (decoder != null) {
            decoder.close();
            decoder = null;
        }
        av_frame_free(unwanted);
    }
}
