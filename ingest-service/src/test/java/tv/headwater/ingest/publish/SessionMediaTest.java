package tv.headwater.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.Track;
import tv.headwater.ingest.flv.FlvTag;
import tv.headwater.ingest.measure.SourceMeter;
import tv.headwater.ingest.stamp.Numbering;
import tv.headwater.ingest.stamp.SegmentPolicy;
import tv.headwater.ingest.stamp.Stamper;
import tv.headwater.ingest.timeline.Timeline;

/** What Enhanced RTMP brings, from tags to records. */
class SessionMediaTest {

    private static final ByteBuffer OPUS_HEAD = hex("4f707573486561640102380180bb0000000000");

    private final FakeLog log = new FakeLog();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final SessionMedia media = media();

    private SessionMedia media() {
        var appender = log.appender(TestMedia.STREAM, 0, PublishTrace.NONE);
        var policy = new SegmentPolicy(180_000, 18_000, 1_800_000);
        return new SessionMedia(
                new Timeline(() -> TestMedia.WALL_CLOCK),
                new Stamper(TestMedia.STREAM, 7, Numbering.FIRST, policy, appender::append),
                appender,
                SessionLimits.defaults(),
                new IngestMeters(registry),
                new SourceMeter());
    }

    @Test
    void opusIsTimedByTheSamplesOfItsPackets() {
        media.take(new FlvTag.Metadata(Map.of("audiocodecid", 1332770163.0)));
        media.take(new FlvTag.AudioConfiguration(FourCc.OPUS, OPUS_HEAD));
        for (int packet = 0; packet < 100; packet++) {
            if (packet == 50) {
                media.take(new FlvTag.AudioConfiguration(FourCc.OPUS, OPUS_HEAD));
            }
            var payload = hex(packet < 60 ? "f9010203" : "f8010203");
            var jittered = Math.toIntExact(milliseconds(packet)) + packet % 2;
            media.take(new FlvTag.AudioFrame(FourCc.OPUS, jittered, payload));
        }
        media.end();

        var config = log.configurations().getFirst().config();
        var track = (Track.Audio) config.tracks().getFirst();
        assertThat(track.samplesPerFrame()).isEqualTo(1_920);
        assertThat(track.sampleRate()).isEqualTo(48_000);
        assertThat(track.decoderConfiguration()).isEqualTo(hex("000201380000bb80000000"));
        assertThat(config.partTarget()).isEqualTo(18_000);
        assertThat(log.configurations()).hasSize(2);
        assertThat(log.units()).hasSize(100);
        for (int packet = 0; packet < 100; packet++) {
            assertThat(log.units().get(packet).pts()).isEqualTo(90_000 + milliseconds(packet) * 90);
        }
    }

    /** Sixty packets of 40 ms, then such of 20 ms. */
    private static long milliseconds(int packet) {
        return packet < 60 ? packet * 40L : 2_400 + (packet - 60) * 20L;
    }

    @Test
    void av1IsKeptWithoutTemporalDelimiters() {
        var av1C = hex("81000c000a0b0200000521e7f66017c002");
        media.take(new FlvTag.Metadata(Map.of("videocodecid", 1635135537.0)));
        media.take(new FlvTag.VideoConfiguration(FourCc.AV01, av1C));
        for (int picture = 0; picture < 30; picture++) {
            var unit = hex("12003202aabb");
            media.take(new FlvTag.VideoFrame(FourCc.AV01, picture == 0, picture * 33, 0, unit));
        }
        media.end();

        assertThat(log.units())
                .hasSize(30)
                .allSatisfy(unit -> assertThat(unit.payload()).isEqualTo(hex("3202aabb")));
        assertThat(log.units().stream().filter(AccessUnit::randomAccess)).hasSize(1);
    }

    @Test
    void furtherTracksAreCounted() {
        media.take(new FlvTag.OtherTrack(1));
        media.take(new FlvTag.OtherTrack(2));

        assertThat(registry.counter("headwater.ingest.dropped.units", "why", "other_track").count())
                .isEqualTo(2);
    }

    private static ByteBuffer hex(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }
}
