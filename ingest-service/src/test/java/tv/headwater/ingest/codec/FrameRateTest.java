package tv.headwater.ingest.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tv.headwater.contract.media.FourCc;

class FrameRateTest {

    /** x264 and x265 at several rates, with aspect ratios, colours, chroma locations, scaling lists. */
    @ParameterizedTest
    @CsvSource({
        "avc1, 30,     01640009ffe1001967640009acd9420bf970110000030001000003003c0f12259601000568ebecb22cfdf8f800",
        "avc1, 25,     0164000cffe1001e6764000cacd941419f9f0e6e0202036e000003000200000300641e28532c01000668ebe3cb22c0fdf8f800",
        "hvc1, 23.976, 0101600000009000000000003cf000fcfdf8f800000f03200001001840010c01ffff01600000030090000003000003003c959809210001002942010101600000030090000003000003003ca00a080b9f796566924caf01680800001f480002ee004022000100074401c172b46240",
        "hvc1, 50,     0101600000009000000000003cf000fcfdf8f800000f03200001001840010c01ffff01600000030090000003000003003c959809210001002b42010101600000030090000003000003003ca00a080b9f796566924e5780b404000003000400000300c82022000100074401c172b46240",
        "hvc1, 25,     0101600000009000000000003cf000fcfdf8f800000f03200001001840010c01ffff01600000030090000003000003003c999809210001002e42010101600000030090000003000003003ca00a080b9f796666924caf046e02040408000003000800000300c84022000100074401c172b46240",
        "hvc1, 60,     0101600000009000000000003cf000fcfdf8f800000f03200001001840010c01ffff01600000030090000003000003003c959809210001002a42010101600000030090000003000003003ca00a080b9f796566924caf01696c2000000300200000078122000100074401c172b46240",
        "av01, 25,     81084c000a140400000004000000670000085577d86a657ca020"
    })
    void isReadFromTheSequenceParameters(String codec, double rate, String record) {
        var declared = Tracks.frameRate(FourCc.of(codec), hex(record));

        assertThat(declared).isNotNull();
        assertThat(declared.perSecond()).isCloseTo(rate, within(0.001));
    }

    @Test
    void isUnknownWhereNothingDeclaresIt() {
        assertThat(Tracks.frameRate(FourCc.AV01, hex("81000c000a0b0200000521e7f66017c002")))
                .isNull();
        assertThat(Tracks.frameRate(FourCc.AVC1, hex("01"))).isNull();
    }

    @Test
    void isFoundBehindScalingListsAndReferenceSets() {
        var sequence = HevcSequence.parse(sequenceParameters(true));

        assertThat(sequence.size()).isEqualTo(new PictureSize(320, 180));
        assertThat(sequence.frameRate()).isEqualTo(new FrameRate(24));
    }

    @Test
    void ofTheVideoParametersCountsWhereTheSequenceHasNone() {
        var vps = "40010c01ffff01600000030090000003000003003c95980c00000300040000030079";
        var sps = HexFormat.of().formatHex(sequenceParameters(false).array());
        var record =
                "01".repeat(21)
                        + "0f02"
                        + "200001%04x".formatted(vps.length() / 2)
                        + vps
                        + "210001%04x".formatted(sps.length() / 2)
                        + sps;

        assertThat(Tracks.frameRate(FourCc.HVC1, hex(record))).isEqualTo(new FrameRate(30));
    }

    /** A whole SPS of 320x180 with a bit of everything that stands before its VUI. */
    private static ByteBuffer sequenceParameters(boolean withTiming) {
        var out = new BitWriter().u(16, 0x4201).u(4, 0).u(3, 0).u(1, 1).u(48, 0x016000000090L);
        out.u(48, 0x00000000003cL).ue(0, 1, 320, 180).u(1, 0).ue(0, 0, 4).u(1, 1).ue(4, 2, 0);
        out.ue(0, 3, 0, 3, 0, 0);
        out.u(2, 0b11);
        for (int list = 0; list < 20; list++) {
            int coefficients = list < 6 ? 16 : list < 12 ? 64 : 65;
            out.u(1, list % 2);
            out.ue(new int[list % 2 == 0 ? 1 : coefficients]);
        }
        out.u(2, 0b11);
        out.u(1, 1).u(8, 0x77).ue(0, 0).u(1, 0);
        // Reference sets: -1, -3, +2; then that set shifted by -1, less its second; then that
        // shifted by +2.
        out.ue(3);
        out.ue(2, 1).ue(0).u(1, 1).ue(1).u(1, 1).ue(1).u(1, 1);
        out.u(1, 1).u(1, 1).ue(0).u(1, 1).u(2, 0b00).u(1, 1).u(1, 1);
        out.u(1, 1).u(1, 0).ue(1).u(1, 1).u(1, 1).u(1, 1).u(1, 1);
        out.u(1, 1).ue(1).u(8, 5).u(1, 1);
        out.u(2, 0b11);
        out.u(1, withTiming ? 1 : 0);
        if (withTiming) {
            out.u(1, 0).u(1, 0).u(1, 0).u(1, 0).u(3, 0).u(1, 1).ue(0, 0, 0, 0);
            out.u(1, 1).u(32, 1).u(32, 24).u(1, 0);
        }
        return out.bytes();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -25, 0.99, 240.01, 1000, 90_000, Double.NaN, Double.MAX_VALUE})
    void ofNoCameraIsUnknown(double perSecond) {
        assertThat(FrameRate.plausible(perSecond)).isNull();
        assertThatThrownBy(() -> new FrameRate(perSecond))
                .hasMessage("frame rate " + perSecond + " is not in 1.0..240.0");
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 23.976, 29.97, 240})
    void ofACameraIsKept(double perSecond) {
        assertThat(FrameRate.plausible(perSecond)).isEqualTo(new FrameRate(perSecond));
    }

    private static ByteBuffer hex(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }
}
