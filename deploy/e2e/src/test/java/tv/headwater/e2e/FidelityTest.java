package tv.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tv.headwater.e2e.cluster.Api;
import tv.headwater.e2e.cluster.Program;
import tv.headwater.e2e.media.Ffmpeg;
import tv.headwater.e2e.media.FlvFile;
import tv.headwater.e2e.media.Hls;
import tv.headwater.e2e.media.MediaPlaylist;
import tv.headwater.e2e.media.Packet;
import tv.headwater.e2e.rtmp.LivePublisher;

/** What goes in comes out: every packet, its payload, its time. A minute of real time runs beside the shorter cases. */
@Order(1)
@ExtendWith(StudioExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FidelityTest {

    private static final int SECONDS = 48;
    private static final long HEAD_START_MS = 30_000;
    private static final Duration PUBLISH = Duration.ofMinutes(1);

    private final Studio studio;
    private final Api api;
    private FlvFile minute;
    private Api.CreatedStream live;
    private Program publisher;
    private Ffmpeg.Playback player;

    FidelityTest(Studio studio) {
        this.studio = studio;
        this.api = studio.cluster().admin();
    }

    @BeforeAll
    void aMinuteOfRealTime() {
        minute = studio.clips().normal(60);
        live = api.createStream("A minute of real time");
        publisher = studio.ffmpeg().publish("minute", minute, studio.cluster().rtmpUrl(live.key()));
        Studio.awaitSegments(studio.hls(live.id()), Hls.VIDEO, 1);
        player = studio.ffmpeg().play(studio.hls(live.id()).url());
    }

    @AfterAll
    void end() {
        publisher.close();
        player.program().close();
    }

    @Test
    @Order(1)
    void theClipsAreWhatTheyAreSaidToBe() {
        var packets = studio.ffmpeg().packets(minute.path());

        assertThat(packets).isEqualTo(minute.packets());
        assertThat(packets.stream().filter(FidelityTest::isReordered).count()).isGreaterThan(500);
        assertThat(packets.stream().filter(packet -> packet.kind() == Packet.Kind.VIDEO).count())
                .isEqualTo(1800);
    }

    private static boolean isReordered(Packet packet) {
        return packet.kind() == Packet.Kind.VIDEO && packet.pts() - packet.dts() > 70_000;
    }

    @Test
    @Order(2)
    void ntscFrameRate() {
        roundTrip(studio.clips().ntsc(SECONDS));
    }

    @Test
    @Order(3)
    void videoOnly() {
        var hls = roundTrip(studio.clips().videoOnly(SECONDS));

        assertThat(hls.multivariant()).doesNotContain("TYPE=AUDIO").doesNotContain("mp4a");
    }

    @Test
    @Order(4)
    void audioOnly() {
        var hls = roundTrip(studio.clips().audioOnly(SECONDS));

        assertThat(hls.multivariant()).contains("mp4a.40.2").doesNotContain("avc1");
    }

    @Test
    @Order(5)
    void audioOf44100Hertz() {
        roundTrip(studio.clips().cdAudio(SECONDS));
    }

    @Test
    @Order(6)
    void aKeyframeEveryEightSeconds() {
        var hls = roundTrip(studio.clips().rareKeyframes(SECONDS));
        var playlist = hls.playlist(Hls.VIDEO).orElseThrow();

        assertThat(playlist.targetDuration()).isEqualTo(8);
        assertThat(playlist.segments())
                .hasSize(SECONDS / 8)
                .allSatisfy(segment -> assertThat(segment.duration()).isBetween(7.95, 8.05));
    }

    private Hls roundTrip(FlvFile clip) {
        var name = clip.path().getFileName().toString();
        var stream = api.createStream(name);
        studio.ffmpeg()
                .publishFast(name, clip, studio.cluster().rtmpUrl(stream.key()))
                .awaitSuccess(PUBLISH);
        var in = studio.ffmpeg().packets(clip.path());
        var fidelity = studio.completeAndCompare(api, stream.id(), in);
        assertThat(fidelity.videoPackets() + fidelity.audioPackets()).isEqualTo(in.size());
        return studio.hls(stream.id());
    }

    @ParameterizedTest(name = "{0}")
    @Order(7)
    @CsvSource({
        "24-bit RTMP, 16777216",
        "2^32 at 90 kHz, 47721858",
        "2^32 at 48 kHz, 89478485",
        "2^33 at 90 kHz, 95443717",
        "2^31 ms, 2147483648",
        "2^32 ms, 4294967296"
    })
    void timestampsAcross(String edge, long edgeMillis) throws IOException {
        var stream = api.createStream(edge);
        var clip = studio.clips().normal(SECONDS);
        var in =
                LivePublisher.sendFast(
                        studio.cluster().rtmpAddress(),
                        stream.key(),
                        edgeMillis - HEAD_START_MS,
                        List.of(clip));

        studio.completeAndCompare(api, stream.id(), in);

        var playlist = studio.hls(stream.id()).playlist(Hls.VIDEO).orElseThrow();
        assertThat(playlist.discontinuities()).isZero();
        assertThat(playlist.duration()).isBetween(SECONDS - 0.05, SECONDS + 0.05);
    }

    @Test
    @Order(8)
    void anotherPictureSizeMidStream() throws IOException {
        var stream = api.createStream("Another size");
        var in =
                LivePublisher.sendFast(
                        studio.cluster().rtmpAddress(),
                        stream.key(),
                        0,
                        List.of(studio.clips().normal(24), studio.clips().larger(24)));

        studio.completeAndCompare(api, stream.id(), in);

        var hls = studio.hls(stream.id());
        var playlist = hls.playlist(Hls.VIDEO).orElseThrow();
        assertThat(playlist.discontinuities()).isOne();
        assertThat(hls.playlist(Hls.AUDIO).orElseThrow().discontinuities()).isOne();
        assertThat(playlist.segments().stream().map(MediaPlaylist.Segment::map).distinct())
                .hasSize(2);
        assertThat(pictureSizes(hls, playlist)).containsExactly("320x180", "640x360");
    }

    /** Decodes what lies on each side of the discontinuity by itself, as a player does. */
    private List<String> pictureSizes(Hls hls, MediaPlaylist playlist) throws IOException {
        var directory = studio.cluster().programs().directory("resolution-change");
        var sizes = new java.util.ArrayList<String>();
        for (var map :
                playlist.segments().stream().map(MediaPlaylist.Segment::map).distinct().toList()) {
            var file = Files.write(directory.resolve(map), hls.bytes(Hls.VIDEO + "/" + map));
            for (var segment : playlist.segments()) {
                if (segment.map().equals(map)) {
                    append(file, hls.bytes(Hls.VIDEO + "/" + segment.uri()));
                }
            }
            studio.ffmpeg().decode(file);
            sizes.add(studio.ffmpeg().pictureSize(file));
        }
        return sizes;
    }

    private static void append(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes, java.nio.file.StandardOpenOption.APPEND);
    }

    @Test
    @Order(9)
    void aMinuteLive() {
        publisher.awaitSuccess(Duration.ofMinutes(2));
        studio.complete(api, live.id());
        var out = player.packets(Duration.ofMinutes(1));

        var fidelity = studio.compare(api, live.id(), studio.ffmpeg().packets(minute.path()), out);

        assertThat(fidelity.videoPackets()).isEqualTo(1800);
        assertThat(fidelity.audioPackets()).isGreaterThan(2800);
    }
}
