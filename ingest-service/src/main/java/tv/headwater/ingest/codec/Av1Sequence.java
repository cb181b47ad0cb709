package tv.headwater.ingest.codec;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads an OBU_SEQUENCE_HEADER (AV1 5.5) as far as size and timing. */
final class Av1Sequence {

    private static final int SEQUENCE_HEADER = 1;
    private static final int CONFIGURATION_HEADER = 4;
    private static final int BIG_LEVEL = 7;

    private Av1Sequence() {}

    /** What the first sequence header in an AV1CodecConfigurationRecord says, null if it holds none. */
    static @Nullable VideoSequence ofAv1C(ByteBuffer record) {
        int marker = record.hasRemaining() ? Byte.toUnsignedInt(record.get(record.position())) : 0;
        if (record.remaining() < CONFIGURATION_HEADER || marker != 0x81) {
            throw new MalformedConfiguration(
                    "av1C of " + record.remaining() + " bytes is not of version 1");
        }
        var units = record.slice(CONFIGURATION_HEADER, record.remaining() - CONFIGURATION_HEADER);
        while (units.hasRemaining()) {
            var unit = Obu.next(units);
            if (unit.type() == SEQUENCE_HEADER) {
                return parse(BitReader.of(unit.payload()));
            }
        }
        return null;
    }

    private static VideoSequence parse(BitReader in) {
        in.skip(4);
        boolean reducedStillPicture = in.flag();
        FrameRate rate = null;
        if (reducedStillPicture) {
            in.skip(5);
        } else {
            rate = skipToSize(in);
        }
        int widthBits = in.u(4) + 1;
        int heightBits = in.u(4) + 1;
        return new VideoSequence(new PictureSize(in.u(widthBits) + 1, in.u(heightBits) + 1), rate);
    }

    private static @Nullable FrameRate skipToSize(BitReader in) {
        FrameRate rate = null;
        int delayBits = 0;
        if (in.flag()) {
            long unitsInTick = in.u32();
            long timeScale = in.u32();
            if (in.flag()) {
                rate = FrameRate.plausible(timeScale, unitsInTick * (in.ue() + 1L));
            }
            if (in.flag()) {
                delayBits = in.u(5) + 1;
                in.skip(32 + 5 + 5);
            }
        }
        boolean displayDelay = in.flag();
        int operatingPoints = in.u(5) + 1;
        for (int i = 0; i < operatingPoints; i++) {
            in.skip(12);
            if (in.u(5) > BIG_LEVEL) {
                in.skip(1);
            }
            if (delayBits > 0 && in.flag()) {
                in.skip(2 * delayBits + 1);
            }
            if (displayDelay && in.flag()) {
                in.skip(4);
            }
        }
        return rate;
    }
}
