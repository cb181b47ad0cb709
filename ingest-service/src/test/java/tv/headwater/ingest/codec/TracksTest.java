package tv.headwater.ingest.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
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

    @Test
    void takesAv1SizeFromMetadata() {
        var size = new PictureSize(640, 360);

        assertThat(Tracks.video(FourCc.AV01, hex("81000c00"), size).width()).isEqualTo(640);
        assertThatThrownBy(() -> Tracks.video(FourCc.AV01, hex("81000c00"), null))
                .isInstanceOf(MalformedConfiguration.class)
                .hasMessageContaining("av01");
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

    @Test
    void refusesOtherCodecs() {
        assertThatThrownBy(() -> Tracks.audio(FourCc.OPUS, hex("00")))
                .isInstanceOf(MalformedConfiguration.class)
                .hasMessageContaining("Opus");
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
        for (int i = 0; i < 20_000; i++) {
            var hevc = i % 2 == 0;
            var bytes = hevc ? bytes(hex(HEVC_1080)) : whole.clone();
            for (int flips = 0; flips < 4; flips++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                Tracks.video(hevc ? FourCc.HVC1 : FourCc.AVC1, ByteBuffer.wrap(bytes), null);
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
