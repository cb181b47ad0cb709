package tv.headwater.ingest.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.media.FourCc;

class TracksTest {

    private static final String HEVC_1080 =
            "01016000000090000000000078f000fcfdf8f800000f04a00001001840010c01ffff01600000030090000003"
                    + "0000030078959809a10001002a420101016000000300900000030000030078a003c08010e59656"
                    + "6924caf0168080000003008000000c84a2000100074401c172b46240";

    private static final String OPUS_HEAD = "4f70757348656164";

    /** What x264 wrote for 4:2:0 with cropping, interlaced 4:2:2 and 4:4:4. */
    @ParameterizedTest
    @CsvSource({
        "1920, 1080, 0142c028ffe100196742c028da01e0089f970110000003001000000303c0f1832a01000468ce0fc8",
        "854, 480, 0142c01fffe100196742c01fda0360f79bc044000003000400000300f03c60ca8001000468ce0fc8",
        "720, 576, 017a001effe10018677a001ebcd940b424d8088000000300800000190f8a14cb01000668fba3cb22c0fef8f800",
        "640, 362, 01f4001effe1001a67f4001e919b281405ff3e0220000003002000000641e2c5b2c001000668ebe3c44844fff8f800",
        "128, 72, 01640009ffe1001967640009acd9420bf970110000030001000003003c0f12259601000568ebecb22cfdf8f800"
    })
    void readsSizeFromAvc(int width, int height, String avcC) {
        var track = Tracks.video(FourCc.AVC1, hex(avcC), null);

        assertThat(track.width()).isEqualTo(width);
        assertThat(track.height()).isEqualTo(height);
        assertThat(track.decoderConfiguration()).isEqualTo(hex(avcC));
    }

    @Test
    void readsSizeFromHevc() {
        var track = Tracks.video(FourCc.HVC1, hex(HEVC_1080), null);

        assertThat(track.width()).isEqualTo(1920);
        assertThat(track.height()).isEqualTo(1080);
    }

    /** What SVT-AV1 wrote, libaom with 10 bits, the same with timing, and libaom for a still picture. */
    @ParameterizedTest
    @CsvSource({
        "320, 180, 81000c000a0b0200000521e7f66017c002",
        "1918, 1078, 81084c000a0b00000042abbec3532be501",
        "1918, 1078, 81084c000a140400000004000000670000085577d86a657ca020",
        "640, 362, 81010c000a07186627fb4b4010"
    })
    void readsSizeFromAv1(int width, int height, String av1C) {
        var track = Tracks.video(FourCc.AV01, hex(av1C), new PictureSize(16, 16));

        assertThat(track.width()).isEqualTo(width);
        assertThat(track.height()).isEqualTo(height);
        assertThat(track.decoderConfiguration()).isEqualTo(hex(av1C));
    }

    @ParameterizedTest
    @CsvSource({
        "'', av1C of 0 bytes is not of version 1",
        "01000c00, av1C of 4 bytes is not of version 1",
        "81000c000a0b02, 'OBU of 11 bytes, but 1 are left'",
        "81000c000a, an OBU has no end",
        "81000c000a0102, it ends at bit 8 inside a field"
    })
    void refusesBadAv1(String av1C, String why) {
        assertThatThrownBy(() -> Tracks.video(FourCc.AV01, hex(av1C), new PictureSize(16, 16)))
                .isInstanceOf(MalformedConfiguration.class)
                .hasMessage(why);
    }

    @Test
    void takesAv1SizeFromMetadata() {
        var size = new PictureSize(640, 360);

        assertThat(Tracks.video(FourCc.AV01, hex("81000c00"), size).width()).isEqualTo(640);
        assertThatThrownBy(() -> Tracks.video(FourCc.AV01, hex("81000c00"), null))
                .isInstanceOf(MalformedConfiguration.class)
                .hasMessage("neither the av01 configuration nor onMetaData tells the size");
    }

    /** LC 48 kHz stereo, LC 44.1 kHz mono, LC 48 kHz 5.1, HE-AAC 24 kHz core, 960 samples, explicit rate of 44.1 kHz. */
    @ParameterizedTest
    @CsvSource({
        "119056e500, 48000, 2, 1024",
        "120856e500, 44100, 1, 1024",
        "11b0, 48000, 6, 1024",
        "2b118800, 24000, 2, 1024",
        "1194, 48000, 2, 960",
        "1780562210, 44100, 2, 1024"
    })
    void readsAudio(String config, int sampleRate, int channels, int samplesPerFrame) {
        var track = Tracks.audio(FourCc.MP4A, hex(config));

        assertThat(track.sampleRate()).isEqualTo(sampleRate);
        assertThat(track.channels()).isEqualTo(channels);
        assertThat(track.samplesPerFrame()).isEqualTo(samplesPerFrame);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "12", "1680", "1180", "17800000"})
    void refusesBadAudio(String config) {
        assertThatThrownBy(() -> Tracks.audio(FourCc.MP4A, hex(config)))
                .isInstanceOf(MalformedConfiguration.class);
    }

    /** Mono with FFmpeg's pre-skip, stereo with gain, 5.1. */
    @ParameterizedTest
    @CsvSource({
        "0101380180bb0000000000, 1, 000101380000bb80000000",
        "010238010000000001ff00, 2, 0002013800000000ff0100",
        "0106380180bb0000000001040200040102030505, 6, 000601380000bb800000010402000401020305"
    })
    void readsOpus(String head, int channels, String dOps) {
        var track = Tracks.audio(FourCc.OPUS, hex(OPUS_HEAD + head));

        assertThat(track.sampleRate()).isEqualTo(48_000);
        assertThat(track.channels()).isEqualTo(channels);
        assertThat(track.samplesPerFrame()).isEqualTo(960);
        assertThat(track.decoderConfiguration()).isEqualTo(hex(dOps));
    }

    @ParameterizedTest
    @CsvSource({
        "4f70757348656164, Opus configuration of 8 bytes is no OpusHead",
        "4f707573486561640101380180bb00000000, Opus configuration of 18 bytes is no OpusHead",
        "4f707573546167730101380180bb0000000000, Opus configuration of 19 bytes is no OpusHead",
        "4f707573486561641001380180bb0000000000, OpusHead version 16 is not 1",
        "4f707573486561640100380180bb0000000000, Opus with 0 channels in mapping family 0 is not in 1..2",
        "4f707573486561640103380180bb0000000000, Opus with 3 channels in mapping family 0 is not in 1..2",
        "4f707573486561640109380180bb0000000001, Opus with 9 channels in mapping family 1 is not in 1..8",
        "4f707573486561640104380180bb00000000ff, Opus channel mapping family 255 is not 0 or 1",
        "4f707573486561640106380180bb000000000104020004, OpusHead ends inside the mapping of its 6 channels"
    })
    void refusesBadOpus(String head, String why) {
        assertThatThrownBy(() -> Tracks.audio(FourCc.OPUS, hex(head)))
                .isInstanceOf(MalformedConfiguration.class)
                .hasMessage(why);
    }

    /** RFC 6716 3.1: SILK of 10 and 60 ms, hybrid of 20 ms, CELT of 2.5 and 20 ms, in one, two and many frames, and nonsense. */
    @ParameterizedTest
    @CsvSource({
        "00, 480",
        "1c, 2880",
        "78, 960",
        "80, 120",
        "fc, 960",
        "f8b4, 960",
        "f9, 1920",
        "1a, 5760",
        "fb03, 2880",
        "83b0, 5760",
        "fb, 960",
        "fb00, 960",
        "1b03, 960",
        "'', 960"
    })
    void countsTheSamplesOfOpus(String packet, int samples) {
        var track = Tracks.audio(FourCc.OPUS, hex(OPUS_HEAD + "0101380180bb0000000000"));

        assertThat(Tracks.samples(track, hex(packet))).isEqualTo(samples);
        assertThat(Tracks.samples(TestMedia.audioTrack(), hex(packet))).isEqualTo(1024);
    }

    @Test
    void refusesOtherCodecs() {
        assertThatThrownBy(() -> Tracks.audio(FourCc.of("ac-3"), hex("00")))
                .isInstanceOf(MalformedConfiguration.class)
                .hasMessage("audio codec ac-3 is not carried");
        assertThatThrownBy(() -> Tracks.video(FourCc.of("vp09"), hex("00"), null))
                .isInstanceOf(MalformedConfiguration.class)
                .hasMessage("video codec vp09 is not carried");
    }

    @Test
    void refusesShortLengths() {
        var avcC = bytes(TestMedia.avcConfiguration());
        avcC[4] = (byte) 0xfd;

        assertThatThrownBy(() -> Tracks.video(FourCc.AVC1, ByteBuffer.wrap(avcC), null))
                .hasMessageContaining("2 bytes");
    }

    @Test
    void refusesEveryTruncationAndSurvivesEveryFlip() {
        var whole = bytes(TestMedia.avcConfiguration());
        for (int length = 0; length < 25; length++) {
            var cut = ByteBuffer.wrap(whole, 0, length).slice();
            assertThatThrownBy(() -> Tracks.video(FourCc.AVC1, cut, null))
                    .isInstanceOf(MalformedConfiguration.class);
        }
        var random = new Random(1);
        var codecs = List.of(FourCc.AVC1, FourCc.HVC1, FourCc.AV01, FourCc.OPUS);
        var seeds =
                List.of(
                        whole,
                        bytes(hex(HEVC_1080)),
                        bytes(hex("81000c000a0b0200000521e7f66017c002")),
                        bytes(hex(OPUS_HEAD + "0106380180bb0000000001040200040102030505")));
        for (int i = 0; i < 40_000; i++) {
            var codec = codecs.get(i % 4);
            var bytes = seeds.get(i % 4).clone();
            for (int flips = 0; flips < 4; flips++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                if (codec.equals(FourCc.OPUS)) {
                    Tracks.audio(codec, ByteBuffer.wrap(bytes));
                } else {
                    Tracks.video(codec, ByteBuffer.wrap(bytes), null);
                    Tracks.frameRate(codec, ByteBuffer.wrap(bytes));
                }
            } catch (MalformedConfiguration e) {
                assertThat(e).hasMessageMatching("[\\x20-\\x7e]+");
            }
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static ByteBuffer hex(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }
}
