package tv.headwater.ingest.codec;

import java.nio.ByteBuffer;
import tv.headwater.contract.media.FourCc;

/** What ISO BMFF wants of a coded picture that RTMP does not. */
public final class CodedPicture {

    private static final int TEMPORAL_DELIMITER = 2;
    private static final int FIRST_IRAP = 16;
    private static final int LAST_IRAP = 23;
    private static final int FIRST_NON_VCL = 32;

    private CodedPicture() {}

    /**
     * The picture as a sample: a temporal unit of AV1 without its temporal delimiter (AV1 Codec ISO Media File Format Binding
     * 2.4), anything else as it is.
     */
    public static ByteBuffer sample(FourCc codec, ByteBuffer payload) {
        if (!codec.equals(FourCc.AV01)) {
            return payload;
        }
        var rest = payload.slice();
        var in = rest.duplicate();
        try {
            while (in.hasRemaining() && Obu.next(in).type() == TEMPORAL_DELIMITER) {
                rest = in.slice();
            }
        } catch (MalformedConfiguration e) {
            // A decoder will say so.
            return rest;
        }
        return rest;
    }

    /**
     * Whether a decoder can start with the picture. Encoders of HEVC differ in which pictures they call key frames, so there its
     * first slice tells: an IRAP picture (ITU-T H.265 7.4.2.2).
     *
     * @param keyFrame what the publisher says
     */
    public static boolean isRandomAccess(FourCc codec, boolean keyFrame, ByteBuffer payload) {
        if (!codec.equals(FourCc.HVC1)) {
            return keyFrame;
        }
        var in = payload.duplicate();
        while (in.remaining() > Integer.BYTES) {
            int length = in.getInt();
            int type = in.get(in.position()) >> 1 & 0x3f;
            if (type < FIRST_NON_VCL) {
                return type >= FIRST_IRAP && type <= LAST_IRAP;
            }
            if (length < 0 || length > in.remaining()) {
                return false;
            }
            in.position(in.position() + length);
        }
        return false;
    }
}
