package tv.headwater.transcode.worker.ladder;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.Stamp;
import tv.headwater.contract.media.Track;
import tv.headwater.transcode.wire.Resume;
import tv.headwater.transcode.wire.WireMessage;
import tv.headwater.transcode.wire.WorkerJob;
import tv.headwater.transcode.worker.Output;
import tv.headwater.transcode.worker.audio.AacUnit;
import tv.headwater.transcode.worker.audio.AudioTranscoder;
import tv.headwater.transcode.worker.ffmpeg.FfmpegException;

/**
 * The audio as AAC, where the source's is something else. A frame has the place of the source's frame in which its first sample
 * lies; audio may lag behind the video, so it enters a new discontinuity when its own units do. Used by one thread.
 */
final class AudioRendition implements AutoCloseable {

    static final int TRACK = 2;

    /** Segments that audio may lag behind. */
    private static final int MAX_LAG = 70;

    /** Frames of the source that bring nothing out, since they are broken. */
    private static final int MAX_STARTS = 1024;

    private record Start(long pts, Configuration place) {}

    private final Output out;
    private final Resumption resumption;
    private final long resumeSegment;
    private final RenditionStamper.Opening opening;
    private final TreeMap<Long, Configuration> places = new TreeMap<>();
    private final Deque<Start> starts = new ArrayDeque<>();

    private @Nullable RenditionStamper stamper;
    private @Nullable AudioTranscoder transcoder;
    private @Nullable Track track;
    private @Nullable Configuration begun;
    private boolean exists;
    private volatile long errors;
    private long earlierErrors;

    AudioRendition(WorkerJob.Transcode job, Output out) {
        this.out = out;
        this.resumption = Resumption.of(Rendition.AUDIO_AAC, job);
        this.resumeSegment =
                job.resume().stream()
                        .filter(resume -> resume.rendition().equals(Rendition.AUDIO_AAC))
                        .mapToLong(Resume::segment)
                        .findFirst()
                        .orElse(-1);
        this.exists = resumption.exists();
        this.opening =
                () ->
                        new RenditionStamper(
                                Rendition.AUDIO_AAC, job.firstSequence(), resumption, out);
    }

    /** The next CONFIG of the source; {@code repeats} if its segment has begun. */
    void on(Configuration place, boolean repeats) {
        resumption.on(place);
        places.put(place.stamp().segment(), place);
        if (places.size() > MAX_LAG) {
            places.pollFirstEntry();
        }
        if (repeats && stamper != null) {
            stamper.repeat(place);
        }
    }

    /** The next frame of the source's audio. */
    void add(AccessUnit unit) {
        var place = places.get(unit.stamp().segment());
        if (place == null || unit.stamp().segment() < resumeSegment) {
            return;
        }
        if (unit.codec().equals(FourCc.MP4A)) {
            stop(place.stamp());
            return;
        }
        if (begun == null || !isSameDiscontinuity(begun, place)) {
            stop(null);
            begin(unit, place);
        }
        if (transcoder != null) {
            starts.addLast(new Start(unit.pts(), place));
            if (starts.size() > MAX_STARTS) {
                starts.removeFirst();
            }
            transcoder.add(unit);
            errors = earlierErrors + transcoder.errors();
        }
    }

    private static boolean isSameDiscontinuity(Configuration a, Configuration b) {
        return a.config().discontinuitySequence() == b.config().discontinuitySequence();
    }

    private void begin(AccessUnit unit, Configuration place) {
        begun = place;
        for (var source : place.config().tracks()) {
            if (source.id() == unit.track() && source instanceof Track.Audio audio) {
                try {
                    var created = new AudioTranscoder(audio, resumeAfter(place), this::give);
                    transcoder = created;
                    track = created.track(TRACK);
                } catch (FfmpegException e) {
                    out.note(WireMessage.Level.WARN, "no AAC: " + e.getMessage());
                }
            }
        }
    }

    private long resumeAfter(Configuration place) {
        return stamper == null
                        && place.config().discontinuitySequence()
                                == resumption.discontinuitySequence()
                ? resumption.lastDts()
                : -1;
    }

    private void give(AacUnit unit) {
        var source = track;
        if (source != null) {
            exists = true;
            stamper()
                    .unit(
                            place(unit.pts()),
                            source,
                            true,
                            unit.pts(),
                            unit.pts(),
                            unit.payload(),
                            false);
        }
    }

    private Configuration place(long pts) {
        var current = starts.removeFirst();
        while (!starts.isEmpty() && starts.getFirst().pts() <= pts) {
            current = starts.removeFirst();
        }
        starts.addFirst(current);
        return current.place();
    }

    private RenditionStamper stamper() {
        if (stamper == null) {
            stamper = opening.open();
        }
        return stamper;
    }

    /** Gives out everything; and END at that place, if the rendition is over. */
    void stop(@Nullable Stamp end) {
        if (transcoder != null) {
            transcoder.flush();
            earlierErrors += transcoder.errors();
            transcoder.close();
            transcoder = null;
        }
        starts.clear();
        begun = null;
        if (end != null && exists) {
            exists = false;
            stamper().end(end);
        }
    }

    /** A new session: no unit of those before will come. */
    void clear() {
        stop(null);
        places.clear();
    }

    /** Frames so far that could not be decoded. */
    long errors() {
        return errors;
    }

    @Override
    public void close() {
        if (transcoder != null) {
            transcoder.close();
            transcoder = null;
        }
    }
}
