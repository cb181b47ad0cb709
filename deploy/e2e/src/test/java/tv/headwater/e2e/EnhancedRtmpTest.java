package tv.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tv.headwater.e2e.cluster.Api;
import tv.headwater.e2e.media.EnhancedFfmpeg;
import tv.headwater.e2e.media.FlvFile;
import tv.headwater.e2e.media.FlvTag;
import tv.headwater.e2e.media.Hls;
import tv.headwater.e2e.media.Packet;
import tv.headwater.e2e.rtmp.LivePublisher;

/** HEVC, AV1 and Opus over Enhanced RTMP: what a real encoder sends comes out of the gateway packet by packet. */
@Order(11)
@ExtendWith(StudioExtension.class)
class EnhancedRtmpTest {

    private static final int SECONDS = 24;
    private static final int FRAMES = SECONDS * 30;
    private static final Duration PUBLISH = Duration.ofMinutes(1);

    private final Studio studio;
    private final Api api;
    private final EnhancedFfmpeg encoder;

    EnhancedRtmpTest(Studio studio) {
        this.studio = studio;
        this.api = studio.cluster().admin();
        this.encoder = new EnhancedFfmpeg(studio.cluster().programs());
    }

    @Test
    void hevcWithAac() throws IOException {
        var clip = encoder.hevc(SECONDS);
        assertThat(clip.packets().stream().filter(p -> p.pts() > p.dts()).count())
                .isGreaterThan(FRAMES / 4);

        var hls = roundTrip(clip);

        assertThat(hls.multivariant()).contains("hvc1.1.6.L60.90,mp4a.40.2");
        assertPlays(hls, Hls.VIDEO, "hevc,hvc1");
        assertPlays(hls, Hls.AUDIO, "aac,mp4a");
    }

    @Test
    void av1WithAac() throws IOException {
        var hls = roundTrip(encoder.av1(SECONDS));

        assertThat(hls.multivariant()).contains("av01.0.00M.08,mp4a.40.2");
        assertPlays(hls, Hls.VIDEO, "av1,av01");
        assertPlays(hls, Hls.AUDIO, "aac,mp4a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"20", "2.5", "60"})
    void h264WithOpus(String packet) throws IOException {
        var hls = roundTrip(encoder.opus(SECONDS, packet));

        assertThat(hls.multivariant()).contains("avc1.64000D,opus");
        assertPlays(hls, Hls.VIDEO, "h264,avc1");
        assertPlays(hls, Hls.AUDIO, "opus,Opus");
    }

    @Test
    void av1WithOpus() throws IOException {
        var hls = roundTrip(encoder.av1WithOpus(SECONDS));

        assertThat(hls.multivariant()).contains("av01.0.00M.08,opus");
        assertPlays(hls, Hls.VIDEO, "av1,av01");
        assertPlays(hls, Hls.AUDIO, "opus,Opus");
    }

    @Test
    void hevcAsCodec12() throws IOException {
        var stream = api.createStream("HEVC as codec 12");
        var clip = encoder.hevc(SECONDS).asCodec12();
        assertThat(clip.tags()).noneMatch(tag -> !tag.isScript() && isHevcByFourCc(tag));

        var in = send(stream, clip);

        assertThat(studio.completeAndCompare(api, stream.id(), in).videoPackets())
                .isEqualTo(FRAMES);
        assertPlays(studio.hls(stream.id()), Hls.VIDEO, "hevc,hvc1");
    }

    private static boolean isHevcByFourCc(FlvTag tag) {
        return tag.isVideo() && tag.isEnhanced() && (tag.isUnit() || tag.isSequenceHeader());
    }

    @Test
    void anotherCodecMidStream() throws IOException {
        var stream = api.createStream("Another codec");

        var in = send(stream, studio.clips().normal(SECONDS), encoder.hevc(SECONDS));

        assertThat(studio.completeAndCompare(api, stream.id(), in).videoPackets())
                .isEqualTo(2 * FRAMES);
        assertThat(studio.hls(stream.id()).playlist(Hls.VIDEO).orElseThrow().discontinuities())
                .isOne();
    }

    private List<Packet> send(Api.CreatedStream stream, FlvFile... clips) throws IOException {
        return LivePublisher.sendFast(
                studio.cluster().rtmpAddress(), stream.key(), 0, List.of(clips));
    }

    private Hls roundTrip(FlvFile clip) {
        var name = clip.path().getFileName().toString();
        // What comes out is what went in, and nothing beside it.
        var stream = api.createStream(Map.of("title", name, "ladder", "source"));
        encoder.publishFast(name, clip, studio.cluster().rtmpUrl(stream.key()))
                .awaitSuccess(PUBLISH);
        var in = clip.packets();
        assertThat(clip.tags()).anyMatch(tag -> !tag.isScript() && tag.isEnhanced());

        var fidelity = studio.completeAndCompare(api, stream.id(), in);

        assertThat(fidelity.videoPackets()).isEqualTo(FRAMES);
        assertThat(fidelity.videoPackets() + fidelity.audioPackets()).isEqualTo(in.size());
        return studio.hls(stream.id());
    }

    /** Decodes all segments of a rendition, and checks how ffprobe names what is in them. */
    private void assertPlays(Hls hls, String rendition, String codec) throws IOException {
        var playlist = hls.playlist(rendition).orElseThrow();
        var map = rendition + "/" + playlist.segments().getFirst().map();
        var file =
                studio.cluster()
                        .programs()
                        .directory("enhanced")
                        .resolve(hls.streamId() + "-" + rendition + ".mp4");
        Files.write(file, hls.bytes(map));
        for (var segment : playlist.segments()) {
            append(file, hls.bytes(rendition + "/" + segment.uri()));
        }
        assertThat(studio.ffmpeg().codec(file)).isEqualTo(codec);
        studio.ffmpeg().decode(file);
    }

    private static void append(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes, StandardOpenOption.APPEND);
    }
}
