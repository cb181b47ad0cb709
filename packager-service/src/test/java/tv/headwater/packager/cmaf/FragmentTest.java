package tv.headwater.packager.cmaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import tv.headwater.packager.testing.SegmentReader;

class FragmentTest {

    private static final List<Sample> SAMPLES =
            List.of(
                    new Sample(bytes(1, 2, 3), 3000, 6000, true),
                    new Sample(bytes(4), 3003, -3000, false),
                    new Sample(bytes(5, 6), 2997, 0, false));

    @Test
    void videoReadsBack() {
        long dts = (1L << 33) + 5;
        var fragment = Fragment.video(List.of(), 0x1_0000_0007L, dts, SAMPLES);
        assertThat(SegmentReader.boxes(fragment))
                .extracting(SegmentReader.Box::type)
                .containsExactly("moof", "mdat");
        assertThat(SegmentReader.find(fragment, "moof", "mfhd").getInt(4)).isEqualTo(7);
        assertThat(SegmentReader.samples(fragment))
                .containsExactly(
                        sample(dts, dts + 6000, 3000, true, bytes(1, 2, 3)),
                        sample(dts + 3000, dts, 3003, false, bytes(4)),
                        sample(dts + 6003, dts + 6003, 2997, false, bytes(5, 6)));
    }

    @Test
    void audioReadsBack() {
        var fragment = Fragment.audio(List.of(), 1, 48_000, SAMPLES);
        assertThat(SegmentReader.samples(fragment))
                .containsExactly(
                        sample(48_000, 48_000, 3000, true, bytes(1, 2, 3)),
                        sample(51_000, 51_000, 3003, true, bytes(4)),
                        sample(54_003, 54_003, 2997, true, bytes(5, 6)));
    }

    @Test
    void aDurationBeyond32BitsIsRefused() {
        var endless = List.of(new Sample(bytes(1), 1L << 31, 0, true));
        assertThatThrownBy(() -> Fragment.video(List.of(), 1, 0, endless))
                .isInstanceOf(ArithmeticException.class);
    }

    private static SegmentReader.Sample sample(
            long dts, long pts, long duration, boolean sync, ByteBuffer payload) {
        return new SegmentReader.Sample(dts, pts, duration, sync, payload, 0);
    }

    private static ByteBuffer bytes(int... values) {
        var bytes = ByteBuffer.allocate(values.length);
        for (int value : values) {
            bytes.put((byte) value);
        }
        return bytes.flip();
    }
}
