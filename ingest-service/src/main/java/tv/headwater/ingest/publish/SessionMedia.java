package tv.headwater.ingest.publish;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.Track;
import tv.headwater.ingest.codec.CodedPicture;
import tv.headwater.ingest.codec.FrameRate;
import tv.headwater.ingest.codec.MalformedConfiguration;
import tv.headwater.ingest.codec.PictureSize;
import tv.headwater.ingest.codec.Tracks;
import tv.headwater.ingest.flv.FlvTag;
import tv.headwater.ingest.measure.SourceMeter;
import tv.headwater.ingest.stamp.Expectation;
import tv.headwater.ingest.stamp.GopGate;
import tv.headwater.ingest.stamp.GopGate.Room;
import tv.headwater.ingest.stamp.Stamper;
import tv.headwater.ingest.stamp.Unit;
import tv.headwater.ingest.timeline.Timeline;

/** Turns one session's tags into stamped records in the log. For the session's thread alone. */
final class SessionMedia {

    private static final Logger log = LoggerFactory.getLogger(SessionMedia.class);

    private final Timeline timeline;
    private final Stamper stamper;
    private final MediaLog.Appender appender;
    private final SessionLimits limits;
    private final IngestMeters meters;
    private final SourceMeter source;
    private final GopGate gate = new GopGate();

    private @Nullable PictureSize announcedSize;
    private @Nullable FrameRate announcedRate;
    private @Nullable FrameRate declaredRate;
    private @Nullable FourCc videoCodec;
    private Track.@Nullable Audio audioTrack;
    private boolean audioUnmeasured;
    private long lostSeen;
    private long orphans;
    private long undecodableCounted;
    long videoUnits;
    long audioUnits;
    long droppedMilliseconds;

    SessionMedia(
            Timeline timeline,
            Stamper stamper,
            MediaLog.Appender appender,
            SessionLimits limits,
            IngestMeters meters,
            SourceMeter source) {
        this.timeline = timeline;
        this.stamper = stamper;
        this.appender = appender;
        this.limits = limits;
        this.meters = meters;
        this.source = source;
    }

    /**
     * @throws MalformedConfiguration if the tag announces a track that cannot be carried
     */
    void take(FlvTag tag) {
        switch (tag) {
            case FlvTag.VideoConfiguration c -> {
                var track = Tracks.video(c.codec(), c.configuration(), announcedSize);
                declaredRate = Tracks.frameRate(c.codec(), c.configuration());
                stamper.configure(track);
                tellFrameRate();
                source.configured(track);
                videoCodec = c.codec();
            }
            case FlvTag.AudioConfiguration c -> audio(c);
            case FlvTag.VideoFrame f -> video(f);
            case FlvTag.AudioFrame f -> audio(f);
            case FlvTag.Metadata m -> announced(m.properties());
            case FlvTag.OtherTrack o -> meters.otherTracks.increment();
            case FlvTag.VideoEnd e -> {}
            case FlvTag.Ignored i -> {}
        }
    }

    private void audio(FlvTag.AudioConfiguration c) {
        var track = Tracks.audio(c.codec(), c.configuration());
        var before = audioTrack;
        boolean repeated =
                before != null
                        && before.codec().equals(track.codec())
                        && before.decoderConfiguration().equals(track.decoderConfiguration());
        if (repeated) {
            return;
        }
        audioTrack = track;
        timeline.audioRate(track.sampleRate());
        // How long packets of Opus are, the first one tells.
        audioUnmeasured = track.codec().equals(FourCc.OPUS);
        if (!audioUnmeasured) {
            announce(track);
        }
    }

    private void announce(Track.Audio track) {
        stamper.configure(track);
        source.configured(track);
    }

    private void video(FlvTag.VideoFrame frame) {
        var payload = CodedPicture.sample(frame.codec(), frame.payload());
        if (!frame.codec().equals(videoCodec) || !payload.hasRemaining()) {
            orphans++;
            return;
        }
        boolean randomAccess =
                CodedPicture.isRandomAccess(frame.codec(), frame.randomAccess(), payload);
        videoUnits++;
        meters.video.increment();
        var time = timeline.video(frame.timestamp(), frame.compositionOffset());
        var unit =
                new Unit(
                        Tracks.VIDEO, frame.codec(), randomAccess, time.dts(), time.pts(), payload);
        if (time.discontinuity()) {
            source.jumped();
        }
        source.video(time.dts(), time.pts(), randomAccess, payload.remaining());
        pass(unit, time.discontinuity());
    }

    private void audio(FlvTag.AudioFrame frame) {
        var track = audioTrack;
        if (track == null
                || !frame.codec().equals(track.codec())
                || !frame.payload().hasRemaining()) {
            orphans++;
            return;
        }
        int samples = Tracks.samples(track, frame.payload());
        if (audioUnmeasured) {
            audioUnmeasured = false;
            announce(
                    new Track.Audio(
                            track.id(),
                            track.codec(),
                            track.sampleRate(),
                            track.channels(),
                            samples,
                            track.decoderConfiguration()));
        }
        audioUnits++;
        meters.audio.increment();
        var time = timeline.audio(frame.timestamp(), samples);
        var unit =
                new Unit(
                        Tracks.AUDIO, frame.codec(), true, time.dts(), time.pts(), frame.payload());
        if (time.discontinuity()) {
            source.jumped();
        }
        source.audio(time.dts(), frame.payload().remaining());
        pass(unit, time.discontinuity());
    }

    private void pass(Unit unit, boolean jumped) {
        stamper.wallClockOrigin(timeline.wallClockOrigin());
        if (jumped) {
            stamper.discontinuity();
        }
        switch (gate.admit(unit, room())) {
            case PASS -> stamper.add(unit);
            case RESUME -> {
                countGap();
                stamper.discontinuity();
                stamper.add(unit);
            }
            case DROP -> {
                meters.droppedUnits.increment();
                source.dropped(droppedMilliseconds + gapMilliseconds());
            }
        }
        countUndecodable();
    }

    private Room room() {
        long lost = appender.lost();
        if (lost > lostSeen) {
            lostSeen = lost;
            return Room.NONE;
        }
        long bytes = appender.unsentBytes();
        if (bytes > limits.unsentBytes()) {
            return Room.NONE;
        }
        // Room for the rest of the group that is under way.
        boolean scarce = bytes > limits.unsentBytes() * 3 / 4;
        return scarce || appender.unsentAge().compareTo(limits.unsentTime()) > 0
                ? Room.SCARCE
                : Room.ENOUGH;
    }

    private long gapMilliseconds() {
        return gate.droppedTicks() * 1000 / MediaRecord.TICKS_PER_SECOND;
    }

    private void countGap() {
        long milliseconds = gapMilliseconds();
        droppedMilliseconds += milliseconds;
        source.dropped(droppedMilliseconds);
        meters.droppedMilliseconds.increment((double) milliseconds);
        log.warn(
                "dropped {} ms of media in {} units: Kafka had been away for longer than {} s or {} bytes",
                milliseconds,
                gate.droppedUnits(),
                limits.unsentTime().toSeconds(),
                limits.unsentBytes());
    }

    private void countUndecodable() {
        long now = undecodable();
        meters.undecodable.increment((double) (now - undecodableCounted));
        undecodableCounted = now;
    }

    long undecodable() {
        return orphans + stamper.undecodable();
    }

    private void announced(Map<String, Object> metadata) {
        boolean video = names(metadata, "videocodecid");
        boolean audio = names(metadata, "audiocodecid");
        if (video || audio) {
            stamper.expect(
                    video && audio
                            ? Expectation.BOTH
                            : video ? Expectation.VIDEO_ONLY : Expectation.AUDIO_ONLY);
        }
        if (metadata.get("width") instanceof Double width
                && metadata.get("height") instanceof Double height
                && width >= 1
                && height >= 1) {
            announcedSize = size(width, height);
        }
        if (metadata.get("framerate") instanceof Double rate) {
            announcedRate = FrameRate.plausible(rate);
            tellFrameRate();
        }
    }

    private void tellFrameRate() {
        stamper.frameRate(announcedRate != null ? announcedRate : declaredRate);
    }

    private static boolean names(Map<String, Object> metadata, String property) {
        var value = metadata.get(property);
        return value != null && !value.equals(0.0);
    }

    private static @Nullable PictureSize size(double width, double height) {
        try {
            return new PictureSize((int) width, (int) height);
        } catch (MalformedConfiguration e) {
            return null;
        }
    }

    void end() {
        if (gate.isClosed()) {
            countGap();
        }
        stamper.end();
        countUndecodable();
    }
}
