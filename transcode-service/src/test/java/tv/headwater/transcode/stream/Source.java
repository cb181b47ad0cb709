package tv.headwater.transcode.stream;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.EndOfSession;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.SessionConfig;
import tv.headwater.contract.media.Stamp;
import tv.headwater.contract.media.Track;
import tv.headwater.contract.stream.Encryption;
import tv.headwater.contract.stream.Ladder;
import tv.headwater.contract.stream.LatencyMode;
import tv.headwater.contract.stream.PlaybackPolicy;
import tv.headwater.contract.stream.StreamSettings;
import tv.headwater.contract.stream.StreamStatus;
import tv.headwater.contract.stream.VideoCodec;

/** A stream of 720p at 30 fps as ingest writes it, with pictures that nobody could decode, and a ladder of two rungs. */
final class Source {

    static final long PICTURE = 3000;
    static final String HIGH = "480p";
    static final String LOW = "360p";
    static final Ladder LADDER =
            new Ladder.Rungs(
                    List.of(
                            new Ladder.Rung(new Rendition(HIGH), 480, 1_000_000, VideoCodec.H264),
                            new Ladder.Rung(new Rendition(LOW), 360, 500_000, VideoCodec.H264)));

    final StreamId streamId;
    final List<MediaRecord> records = new ArrayList<>();
    private final List<Long> pictures = new ArrayList<>();
    private long epoch;
    private long sequence;
    private long segment = 6;
    private long pts = 90_000;

    Source() {
        this(TestMedia.STREAM);
    }

    Source(StreamId streamId) {
        this.streamId = streamId;
    }

    /** A session of so many segments, without END. */
    Source session(int segments, int picturesEach) {
        epoch += 1024;
        sequence = 0;
        for (int i = 0; i < segments; i++) {
            segment(picturesEach);
        }
        return this;
    }

    Source segment(int count) {
        segment++;
        records.add(new Configuration(stamp(), false, config()));
        for (int i = 0; i < count; i++) {
            records.add(
                    new AccessUnit(
                            stamp(),
                            1,
                            FourCc.AVC1,
                            i == 0,
                            pts,
                            pts,
                            ByteBuffer.wrap(new byte[100])));
            pictures.add(pts);
            pts += PICTURE;
        }
        return this;
    }

    Source end() {
        records.add(new EndOfSession(stamp()));
        return this;
    }

    int size() {
        return records.size();
    }

    /** When its pictures are shown, all of them. */
    List<Long> pictures() {
        return List.copyOf(pictures);
    }

    /** Those of one segment. */
    List<Long> pictures(long of) {
        return records.stream()
                .filter(record -> record instanceof AccessUnit && record.stamp().segment() == of)
                .map(record -> ((AccessUnit) record).pts())
                .toList();
    }

    StreamSettings settings() {
        return settings(LADDER, StreamStatus.ACTIVE);
    }

    StreamSettings settings(Ladder ladder, StreamStatus status) {
        return new StreamSettings(
                streamId,
                status,
                PlaybackPolicy.PUBLIC,
                LatencyMode.LOW,
                ladder,
                0,
                60,
                Encryption.NONE,
                Node.LANE,
                epoch,
                Instant.EPOCH);
    }

    private Stamp stamp() {
        return new Stamp(
                streamId, Rendition.SOURCE, epoch, sequence++, segment, TestMedia.WALL_CLOCK);
    }

    private static SessionConfig config() {
        var video = new Track.Video(1, FourCc.AVC1, 1280, 720, TestMedia.avcConfiguration());
        return new SessionConfig(0, 180_000, 2, 18_000, List.of(video));
    }
}
