package tv.headwater.edge.cmcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.edge.FakeTime;

class PlaybackMetersTest {

    private static final StreamId STREAM = new StreamId("abcdefgh01234567");

    private final FakeTime time = new FakeTime();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final PlaybackMeters meters =
            new PlaybackMeters(new PlaybackMeters.Limits(2, 100), time, registry);

    private void say(StreamId streamId, String file, String text) {
        var path = MediaPath.parse("/live/" + streamId + "/" + file);
        assertThat(path).isNotNull();
        meters.on(path, text);
    }

    private void say(String text) {
        say(STREAM, "source/5.m4s", text);
    }

    private double counter(String name, String stream) {
        return registry.get("headwater.playback." + name).tag("stream", stream).counter().count();
    }

    @Test
    void whatPlayersSayAddsUp() {
        say("br=3000,bl=2000,mtp=9000,sid=\"a\",su,msd=400");
        say("br=1000,bl=4000,ltc=3000,sid=\"a\",bs,msd=400");
        say("br=1000,sid=\"a\",bs");
        say("sid=\"b\",msd=600");
        say("bs");
        say(STREAM, "source/index.m3u8", "br=77,sid=\"b\"");
        var stream = STREAM.value();
        assertThat(counter("sessions", stream)).isEqualTo(2);
        assertThat(counter("sessions.rebuffered", stream)).isEqualTo(1);
        assertThat(counter("rebuffers", stream)).isEqualTo(3);
        var startup = registry.get("headwater.playback.startup").tag("stream", stream).timer();
        assertThat(startup.count()).as("once a session").isEqualTo(2);
        assertThat(startup.mean(TimeUnit.MILLISECONDS)).isEqualTo(500);
        var latency = registry.get("headwater.playback.latency").tag("stream", stream).timer();
        assertThat(latency.mean(TimeUnit.MILLISECONDS)).isEqualTo(3000);
        var buffer = registry.get("headwater.playback.buffer").tag("stream", stream).timer();
        assertThat(buffer.mean(TimeUnit.MILLISECONDS)).isEqualTo(3000);
        var bitrate = registry.get("headwater.playback.bitrate").tag("stream", stream).summary();
        assertThat(bitrate.count()).as("of media alone").isEqualTo(3);
        assertThat(bitrate.totalAmount()).isEqualTo(5000);
        var measured =
                registry.get("headwater.playback.throughput").tag("stream", stream).summary();
        assertThat(measured.mean()).isEqualTo(9000);
    }

    @Test
    void whatCannotBeReadIsCounted() {
        say("br=x");
        say("");
        assertThat(registry.get("headwater.playback.malformed").counter().count()).isEqualTo(2);
        assertThat(registry.find("headwater.playback.rebuffers").tag("stream", STREAM.value()))
                .extracting(search -> search.counter())
                .isNull();
    }

    @Test
    void onlySoManyStreamsHaveMetersOfTheirOwn() {
        var first = StreamId.random();
        var second = StreamId.random();
        say(first, "source/5.m4s", "bs");
        say(second, "source/5.m4s", "bs");
        say("bs");
        say("bs");
        assertThat(counter("rebuffers", first.value())).isEqualTo(1);
        assertThat(counter("rebuffers", "other")).isEqualTo(2);
        time.pass(PlaybackMeters.IDLE);
        say(second, "source/5.m4s", "bs");
        say("bs");
        assertThat(counter("rebuffers", STREAM.value())).isEqualTo(1);
        assertThat(
                        registry.find("headwater.playback.rebuffers")
                                .tag("stream", first.value())
                                .counter())
                .isNull();
        assertThat(counter("rebuffers", second.value())).isEqualTo(2);
    }
}
