package tv.headwater.ingest.flv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.media.FourCc;

class FlvReaderTest {

    private static final String AVCC = hex(TestMedia.avcConfiguration());
    private static final String HVCC = "01" + "00".repeat(20) + "0f00";
    private static final String AVC1 = "61766331";
    private static final String HVC1 = "68766331";
    private static final String AV01 = "61763031";
    private static final String MP4A = "6d703461";
    private static final String OPUS = "4f707573";

    /** Video bodies and their tags at time 7; also the fuzz seeds. */
    static List<Arguments> video() {
        return List.of(
                arguments(
                        "17 00 000000" + AVCC,
                        new FlvTag.VideoConfiguration(FourCc.AVC1, bytes(AVCC))),
                arguments("17 01 000050 aabb", frame(FourCc.AVC1, true, 80, "aabb")),
                arguments("27 01 ffffd8 aabb", frame(FourCc.AVC1, false, -40, "aabb")),
                arguments("27 01 800000 aabb", frame(FourCc.AVC1, false, -8_388_608, "aabb")),
                arguments("17 02 000000", new FlvTag.VideoEnd(FourCc.AVC1)),
                arguments("17 02", new FlvTag.VideoEnd(FourCc.AVC1)),
                arguments("57 00", new FlvTag.Ignored("video command frame")),
                arguments("17 01 000000", new FlvTag.Ignored("empty video frame")),
                arguments("", new FlvTag.Ignored("empty video tag")),
                arguments(
                        "90" + AVC1 + AVCC,
                        new FlvTag.VideoConfiguration(FourCc.AVC1, bytes(AVCC))),
                arguments(
                        "90" + HVC1 + HVCC,
                        new FlvTag.VideoConfiguration(FourCc.HVC1, bytes(HVCC))),
                arguments(
                        "90" + AV01 + "81",
                        new FlvTag.VideoConfiguration(FourCc.AV01, bytes("81"))),
                arguments("91" + HVC1 + "000021 aa", frame(FourCc.HVC1, true, 33, "aa")),
                arguments("a1" + AVC1 + "ffffff aa", frame(FourCc.AVC1, false, -1, "aa")),
                arguments("a1" + AV01 + "aabbccdd", frame(FourCc.AV01, false, 0, "aabbccdd")),
                arguments("a3" + HVC1 + "aabbccdd", frame(FourCc.HVC1, false, 0, "aabbccdd")),
                arguments("92" + HVC1, new FlvTag.VideoEnd(FourCc.HVC1)),
                arguments("94" + HVC1 + "0200", new FlvTag.Ignored("video metadata frame")),
                arguments("d1 00", new FlvTag.Ignored("video command frame")),
                arguments("97 02 aabbcc 03" + HVC1 + "aa", frame(FourCc.HVC1, true, 0, "aa")),
                arguments(
                        "97 ff0001 aabb 07 00 01 03" + AV01 + "aa",
                        frame(FourCc.AV01, true, 0, "aa")),
                arguments("1c 00 000000" + HVCC, hevcConfiguration()),
                arguments("1c 01 000021 aabb", frame(FourCc.HVC1, true, 33, "aabb")),
                arguments("2c 01 000000 aabb", frame(FourCc.HVC1, false, 0, "aabb")),
                arguments("1c 02 000000", new FlvTag.VideoEnd(FourCc.HVC1)),
                arguments("96 00" + HVC1 + "00" + HVCC, hevcConfiguration()),
                arguments("a6 03" + HVC1 + "00 aa", frame(FourCc.HVC1, false, 0, "aa")),
                arguments("a6 03" + HVC1 + "02 aa", new FlvTag.OtherTrack(2)),
                arguments("96 00 76703039 01 aa", new FlvTag.OtherTrack(1)),
                arguments(
                        "a6 11" + AV01 + "01 000002 bbcc 00 000001 aa 02 000000",
                        frame(FourCc.AV01, false, 0, "aa")),
                arguments(
                        "a6 23 76703039 01 000002 bbcc" + HVC1 + "00 000001 aa",
                        frame(FourCc.HVC1, false, 0, "aa")),
                arguments("a6 11" + AV01 + "01 000002 bbcc 03 000001 aa", new FlvTag.OtherTrack(3)),
                arguments("96 04" + HVC1 + "00 0200", new FlvTag.Ignored("video metadata frame")));
    }

    private static FlvTag hevcConfiguration() {
        return new FlvTag.VideoConfiguration(FourCc.HVC1, bytes(HVCC));
    }

    /** Audio bodies and their tags at time 7; also the fuzz seeds. */
    static List<Arguments> audio() {
        return List.of(
                arguments("af 00 1190", new FlvTag.AudioConfiguration(FourCc.MP4A, bytes("1190"))),
                arguments("af 01 2110", new FlvTag.AudioFrame(FourCc.MP4A, 7, bytes("2110"))),
                arguments("af 01", new FlvTag.Ignored("empty audio frame")),
                arguments("", new FlvTag.Ignored("empty audio tag")),
                arguments(
                        "90" + MP4A + "1190",
                        new FlvTag.AudioConfiguration(FourCc.MP4A, bytes("1190"))),
                arguments(
                        "90" + OPUS + "4f70",
                        new FlvTag.AudioConfiguration(FourCc.OPUS, bytes("4f70"))),
                arguments("91" + OPUS + "fc", new FlvTag.AudioFrame(FourCc.OPUS, 7, bytes("fc"))),
                arguments("92" + OPUS, new FlvTag.Ignored("end of audio sequence")),
                arguments("94" + OPUS + "0102", new FlvTag.Ignored("multichannel configuration")),
                arguments(
                        "97 02 000007 01" + OPUS + "fc",
                        new FlvTag.AudioFrame(FourCc.OPUS, 7, bytes("fc"))),
                arguments(
                        "95 01" + OPUS + "00 fc",
                        new FlvTag.AudioFrame(FourCc.OPUS, 7, bytes("fc"))),
                arguments("95 01" + OPUS + "01 fc", new FlvTag.OtherTrack(1)),
                arguments(
                        "95 21 61632d33 01 000001 bb" + MP4A + "00 000002 2110",
                        new FlvTag.AudioFrame(FourCc.MP4A, 7, bytes("2110"))));
    }

    @ParameterizedTest
    @MethodSource("video")
    void readsVideo(String body, FlvTag tag) {
        assertThat(FlvReader.video(7, bytes(body))).isEqualTo(tag);
    }

    @ParameterizedTest
    @MethodSource("audio")
    void readsAudio(String body, FlvTag tag) {
        assertThat(FlvReader.audio(7, bytes(body))).isEqualTo(tag);
    }

    static Stream<Arguments> refusedVideo() {
        return Stream.of(
                arguments("22 00", "video codec 2 (Sorenson H.263) is not supported: send H.264"),
                arguments("1d 01", "video codec 13 is not supported: send H.264"),
                arguments("1c 00 000000 0101", "hvc1 configuration of 2 bytes is cut short"),
                arguments("17", "video tag of 1 bytes is cut short"),
                arguments("17 01 0000", "video tag of 4 bytes is cut short"),
                arguments("17 03 000000", "AVC packet type 3 is unknown"),
                arguments("17 00 000000", "empty video configuration"),
                arguments("17 00 000000 01640009", "avc1 configuration of 4 bytes is cut short"),
                arguments(
                        "17 00 000000 01640009fd",
                        "NAL unit lengths of 2 bytes are not supported: send 4"),
                arguments(
                        "90 76703039 00",
                        "video codec 'vp09' is not supported: send H.264, HEVC or AV1"),
                arguments(
                        "90 0a0d0000 00",
                        "video codec 0x0a0d0000 is not supported: send H.264, HEVC or AV1"),
                arguments("96 00", "video tag of 2 bytes is cut short"),
                arguments("96 30" + HVC1, "multitrack type 3 is unknown"),
                arguments("96 06" + HVC1, "multitrack type 0 holds another multitrack"),
                arguments("96 11" + HVC1 + "00 000002 aa", "video tag of 11 bytes is cut short"),
                arguments("96 11" + HVC1 + "01 ffffff aa", "video tag of 11 bytes is cut short"),
                arguments(
                        "96 23 76703039 00 000001 aa",
                        "video codec 'vp09' is not supported: send H.264, HEVC or AV1"),
                arguments("95" + AV01 + "80", "video packet type 5 is unknown"),
                arguments("97 03 aabb", "video tag of 4 bytes is cut short"),
                arguments("98" + HVC1, "video packet type 8 is unknown"),
                arguments("97 ff", "video tag of 2 bytes is cut short"),
                arguments("91 6876", "video tag of 3 bytes is cut short"));
    }

    static Stream<Arguments> refusedAudio() {
        return Stream.of(
                arguments("2f 00", "audio format 2 (MP3) is not supported: send AAC"),
                arguments("b2 00", "audio format 11 (Speex) is not supported: send AAC"),
                arguments("af", "audio tag of 1 bytes is cut short"),
                arguments("af 02", "AAC packet type 2 is unknown"),
                arguments("af 00", "empty audio configuration"),
                arguments("90 61632d33", "audio codec 'ac-3' is not supported: send AAC or Opus"),
                arguments("95 00", "audio tag of 2 bytes is cut short"),
                arguments("95 50" + OPUS, "multitrack type 5 is unknown"),
                arguments("95 05" + OPUS, "multitrack type 0 holds another multitrack"),
                arguments("95 11" + OPUS + "00 000009 fc", "audio tag of 11 bytes is cut short"),
                arguments("93" + OPUS, "audio packet type 3 is unknown"));
    }

    @ParameterizedTest
    @MethodSource("refusedVideo")
    void refusesVideo(String body, String why) {
        assertThatThrownBy(() -> FlvReader.video(7, bytes(body)))
                .isInstanceOf(MalformedFlv.class)
                .hasMessage(why);
    }

    @ParameterizedTest
    @MethodSource("refusedAudio")
    void refusesAudio(String body, String why) {
        assertThatThrownBy(() -> FlvReader.audio(7, bytes(body)))
                .isInstanceOf(MalformedFlv.class)
                .hasMessage(why);
    }

    @Test
    void payloadsAreReadOnlyViews() {
        var body = bytes("17 01 000000 aabb");
        var frame = (FlvTag.VideoFrame) FlvReader.video(0, body);
        assertThat(frame.payload().isReadOnly()).isTrue();
        body.put(5, (byte) 1);
        assertThat(frame.payload().get(0)).isEqualTo((byte) 1);
    }

    @Property(tries = 5000)
    void anyBytesAreATagOrMalformed(@ForAll @Size(max = 40) byte[] body) {
        readOrRefuse(ByteBuffer.wrap(body));
    }

    @Property(tries = 5000)
    void aChangedSeedIsATagOrMalformed(
            @ForAll @IntRange(min = 0) int which,
            @ForAll @Size(max = 3) List<@IntRange(min = 0) Integer> at,
            @ForAll byte value) {
        var seeds = Stream.concat(video().stream(), audio().stream()).toList();
        var seed = bytes((String) seeds.get(which % seeds.size()).get()[0]);
        if (seed.hasRemaining()) {
            at.forEach(offset -> seed.put(offset % seed.limit(), value));
        }
        readOrRefuse(seed);
    }

    private static void readOrRefuse(ByteBuffer body) {
        try {
            assertThat(FlvReader.video(0, body)).isNotNull();
        } catch (MalformedFlv e) {
            assertThat(e.getMessage()).isNotBlank();
        }
        try {
            assertThat(FlvReader.audio(0, body)).isNotNull();
        } catch (MalformedFlv e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    private static FlvTag frame(FourCc codec, boolean randomAccess, int offset, String payload) {
        return new FlvTag.VideoFrame(codec, randomAccess, 7, offset, bytes(payload));
    }

    private static String hex(ByteBuffer bytes) {
        var copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return HexFormat.of().formatHex(copy);
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    }
}
