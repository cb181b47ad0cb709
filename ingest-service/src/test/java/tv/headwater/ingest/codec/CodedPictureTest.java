package tv.headwater.ingest.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tv.headwater.contract.media.FourCc;

class CodedPictureTest {

    /** IDR_W_RADL, CRA behind parameter sets and an AUD, BLA; then TRAIL_R, RASL, SEI alone, and what ends too early. */
    @ParameterizedTest
    @CsvSource({
        "00000003 260100, true",
        "00000002 4601 00000002 4001 00000003 2a0100, true",
        "00000003 200100, true",
        "00000003 020100, false",
        "00000003 100100, false",
        "00000003 4e0100, false",
        "00000009 4e0100, false",
        "ffffffff 4e0100, false",
        "00000000, false",
        "0000, false"
    })
    void ofHevcIsARandomAccessPointByItsFirstSlice(String payload, boolean randomAccess) {
        assertThat(CodedPicture.isRandomAccess(FourCc.HVC1, !randomAccess, hex(payload)))
                .isEqualTo(randomAccess);
    }

    @Test
    void ofOtherCodecsIsWhatThePublisherSays() {
        for (var codec : new FourCc[] {FourCc.AVC1, FourCc.AV01}) {
            assertThat(CodedPicture.isRandomAccess(codec, true, hex("00"))).isTrue();
            assertThat(CodedPicture.isRandomAccess(codec, false, hex("00"))).isFalse();
        }
    }

    /** A temporal unit with a delimiter, with two, with one that has an extension, and without; nothing else; nonsense. */
    @ParameterizedTest
    @CsvSource({
        "1200 0a0101 32020304, 0a0101 32020304",
        "1200 1200 320103, 320103",
        "160000 320103, 320103",
        "320103, 320103",
        "320103 1200, 320103 1200",
        "1200, ''",
        "'', ''",
        "1205 01, 1205 01",
        "12, 12",
        "1200 32ff, 32ff"
    })
    void ofAv1HasNoTemporalDelimiterAsASample(String payload, String sample) {
        assertThat(CodedPicture.sample(FourCc.AV01, hex(payload))).isEqualTo(hex(sample));
        assertThat(CodedPicture.sample(FourCc.HVC1, hex(payload))).isEqualTo(hex(payload));
    }

    @Test
    void anyBytesAreTaken() {
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            var bytes = new byte[random.nextInt(12)];
            random.nextBytes(bytes);
            if (bytes.length > 0 && i % 2 == 0) {
                bytes[0] = 0x12;
            }
            var payload = ByteBuffer.wrap(bytes);
            CodedPicture.isRandomAccess(FourCc.HVC1, true, payload);
            assertThat(CodedPicture.sample(FourCc.AV01, payload).remaining())
                    .isLessThanOrEqualTo(bytes.length);
            assertThat(payload.position()).isZero();
        }
    }

    private static ByteBuffer hex(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    }
}
