package tv.headwater.packager.cmaf;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Finds NAL units, without their lengths, in what ISO/IEC 14496-15 keeps them in. They are slices of it. */
public final class NalUnits {

    /** Of the length before each in a sample. */
    public static final int LENGTH = 4;

    private NalUnits() {}

    /**
     * Those of a sample, empty ones too.
     *
     * @throws IllegalArgumentException if a length exceeds what is left
     */
    public static List<ByteBuffer> of(ByteBuffer sample) {
        List<ByteBuffer> units = new ArrayList<>();
        int at = sample.position();
        while (at < sample.limit()) {
            int left = sample.limit() - at - LENGTH;
            int length = left < 0 ? -1 : sample.getInt(at);
            if (length < 0 || length > left) {
                throw new IllegalArgumentException(
                        "NAL unit of " + length + " bytes exceeds the " + left + " left");
            }
            units.add(sample.slice(at + LENGTH, length));
            at += LENGTH + length;
        }
        return units;
    }

    /**
     * The parameter sets of an AVCDecoderConfigurationRecord.
     *
     * @throws IllegalArgumentException if it ends too early
     */
    public static List<ByteBuffer> ofAvcConfiguration(ByteBuffer record) {
        List<ByteBuffer> units = new ArrayList<>();
        whole(
                record,
                in -> {
                    some(in.position(5), in.get() & 0x1f, units);
                    some(in, in.get() & 0xff, units);
                });
        return units;
    }

    /** Those of an HEVCDecoderConfigurationRecord; else as {@link #ofAvcConfiguration}. */
    public static List<ByteBuffer> ofHevcConfiguration(ByteBuffer record) {
        List<ByteBuffer> units = new ArrayList<>();
        whole(
                record,
                in -> {
                    int arrays = in.position(22).get() & 0xff;
                    for (int i = 0; i < arrays; i++) {
                        in.get();
                        some(in, Short.toUnsignedInt(in.getShort()), units);
                    }
                });
        return units;
    }

    private static void whole(ByteBuffer record, Consumer<ByteBuffer> reader) {
        try {
            reader.accept(record.slice());
        } catch (BufferUnderflowException
                | IllegalArgumentException
                | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException(
                    "decoder configuration of " + record.remaining() + " bytes ends too early", e);
        }
    }

    private static void some(ByteBuffer in, int count, List<ByteBuffer> to) {
        for (int i = 0; i < count; i++) {
            int length = Short.toUnsignedInt(in.getShort());
            to.add(in.slice(in.position(), length));
            in.position(in.position() + length);
        }
    }
}
