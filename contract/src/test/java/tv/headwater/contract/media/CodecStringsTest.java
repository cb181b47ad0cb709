package tv.headwater.contract.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tv.headwater.contract.TestMedia;

class CodecStringsTest {

    @ParameterizedTest
    @CsvSource({
        "avc1, 01640009ffe1, avc1.640009",
        "avc1, 0142c01fff, avc1.42C01F",
        "hvc1, 010160000000900000000000 5d f000fc, hvc1.1.6.L93.90",
        "hvc1, 01022000000090000000000099, hvc1.2.4.L153.90",
        "hvc1, 01 61 60000000 b00000000000 78, hvc1.A1.6.H120.B0",
        "av01, 81050c00, av01.0.05M.08",
        "av01, 810d4c00, av01.0.13M.10",
        "mp4a, 1190, mp4a.40.2",
        "mp4a, 2b920800, mp4a.40.5",
        "mp4a, f95040, mp4a.40.42",
        "Opus, 0002, opus"
    })
    void namesTheCodec(String codec, String record, String expected) {
        var bytes = ByteBuffer.wrap(HexFormat.of().parseHex(record.replace(" ", "")));
        var track =
                codec.equals("mp4a") || codec.equals("Opus")
                        ? new Track.Audio(1, FourCc.of(codec), 48_000, 2, 1024, bytes)
                        : new Track.Video(1, FourCc.of(codec), 16, 16, bytes);
        assertThat(CodecStrings.of(track)).isEqualTo(expected);
    }

    @Test
    void ofTestMedia() {
        assertThat(CodecStrings.of(TestMedia.videoTrack())).isEqualTo("avc1.640009");
        assertThat(CodecStrings.of(TestMedia.audioTrack())).isEqualTo("mp4a.40.2");
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() ->
                        CodecStrings.of(
                                new Track.Video(1, FourCc.AVC1, 1, 1, ByteBuffer.allocate(2))))
                .hasMessage("AVCDecoderConfigurationRecord of 2 bytes is shorter than 4");
        assertThatThrownBy(() ->
                        CodecStrings.of(
                                new Track.Video(
                                        1, FourCc.of("vp09"), 1, 1, ByteBuffer.allocate(9))))
                .hasMessage("codec vp09 has no CODECS string");
    }
}
