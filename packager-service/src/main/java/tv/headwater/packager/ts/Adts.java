package tv.headwater.packager.ts;

import java.nio.ByteBuffer;
import java.util.List;
import tv.headwater.packager.cmaf.Sample;

/**
 * AAC with a header before each frame (ISO/IEC 14496-3 1.A.2.2). What the header cannot tell is not carried: object types above 4,
 * channels by a program configuration, sample rates outside the table.
 *
 * @param objectType of the core: 2 is AAC-LC
 * @param samplingFrequencyIndex of the core
 */
record Adts(int objectType, int samplingFrequencyIndex, int channelConfiguration)
        implements ElementaryStream {

    static final int HEADER = 7;

    private static final int MAX_FRAME = (1 << 13) - 1;
    private static final int MAX_OBJECT_TYPE = 4;
    private static final int SBR = 5;
    private static final int PARAMETRIC_STEREO = 29;
    private static final List<Integer> RATES =
            List.of(
                    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000,
                    11_025, 8_000, 7_350);

    static Adts of(ByteBuffer audioSpecificConfiguration) {
        var in = new Bits(audioSpecificConfiguration);
        int type = objectType(in);
        int rate = samplingFrequencyIndex(in);
        int channels = in.next(4);
        if (type == SBR || type == PARAMETRIC_STEREO) {
            // Decoders find the extension in the frames: the header speaks of the core alone.
            samplingFrequencyIndex(in);
            type = objectType(in);
        }
        if (type < 1 || type > MAX_OBJECT_TYPE) {
            throw new IllegalArgumentException(
                    "AAC object type " + type + " is not carried in MPEG-TS: 1 to 4 are");
        }
        if (channels < 1 || channels > 7) {
            throw new IllegalArgumentException(
                    "AAC channel configuration "
                            + channels
                            + " is not carried in MPEG-TS: 1 to 7 are");
        }
        return new Adts(type, rate, channels);
    }

    private static int objectType(Bits in) {
        int type = in.next(5);
        int escape = 31;
        return type == escape ? 32 + in.next(6) : type;
    }

    private static int samplingFrequencyIndex(Bits in) {
        int index = in.next(4);
        int explicit = 15;
        if (index == explicit) {
            int rate = in.next(24);
            index = RATES.indexOf(rate);
            if (index < 0) {
                throw new IllegalArgumentException(
                        "AAC of " + rate + " Hz is not carried in MPEG-TS: its table lacks it");
            }
        }
        if (index >= RATES.size()) {
            throw new IllegalArgumentException("AAC sampling frequency index " + index);
        }
        return index;
    }

    @Override
    public int streamType() {
        return 0x0f;
    }

    @Override
    public List<ByteBuffer> accessUnit(Sample sample) {
        int length = HEADER + sample.payload().remaining();
        if (length > MAX_FRAME) {
            throw new IllegalArgumentException(
                    "AAC frame of " + length + " bytes exceeds " + MAX_FRAME);
        }
        int variableRate = 0x7ff;
        long header = 0xfff1L;
        header = header << 2 | objectType - 1;
        header = header << 4 | samplingFrequencyIndex;
        header = header << 4 | channelConfiguration;
        header = header << 17 | length;
        header = header << 11 | variableRate;
        header = header << 2;
        var bytes = ByteBuffer.allocate(Long.BYTES).putLong(header << Byte.SIZE).rewind();
        return List.of(bytes.limit(HEADER), sample.payload());
    }

    /** Reads bits, the highest first. */
    private static final class Bits {

        private final ByteBuffer bytes;
        private int position;

        Bits(ByteBuffer bytes) {
            this.bytes = bytes.slice();
        }

        int next(int count) {
            int value = 0;
            for (int i = 0; i < count; i++) {
                if (position >>> 3 >= bytes.limit()) {
                    throw new IllegalArgumentException(
                            "AudioSpecificConfig of " + bytes.limit() + " bytes ends too early");
                }
                int bit = bytes.get(position >>> 3) >> (7 - (position & 7));
                value = value << 1 | (bit & 1);
                position++;
            }
            return value;
        }
    }
}
