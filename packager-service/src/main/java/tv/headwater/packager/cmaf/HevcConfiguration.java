package tv.headwater.packager.cmaf;

import java.nio.ByteBuffer;

/** HEVCDecoderConfigurationRecord (ISO/IEC 14496-15 8.3.3.1). */
final class HevcConfiguration {

    private static final int ARRAYS = 22;
    private static final int COMPLETE = 0x80;
    private static final int VPS = 32;
    private static final int PPS = 34;

    private HevcConfiguration() {}

    /**
     * As {@code hvc1} wants the record (8.4.1.1.2): the arrays of parameter sets say that they are complete, which publishers' records
     * leave open. A record that cannot be walked is given back as it is.
     */
    static ByteBuffer complete(ByteBuffer configuration) {
        var out = ByteBuffer.allocate(configuration.remaining()).put(configuration.duplicate());
        out.flip();
        if (out.limit() <= ARRAYS) {
            return configuration;
        }
        int at = ARRAYS + 1;
        for (int array = out.get(ARRAYS) & 0xff; array > 0; array--) {
            if (at + 3 > out.limit()) {
                return configuration;
            }
            int type = out.get(at) & 0x3f;
            if (type >= VPS && type <= PPS) {
                out.put(at, (byte) (out.get(at) | COMPLETE));
            }
            int count = out.getShort(at + 1) & 0xffff;
            at += 3;
            for (int unit = 0; unit < count; unit++) {
                if (at + 2 > out.limit()) {
                    return configuration;
                }
                at += 2 + (out.getShort(at) & 0xffff);
            }
        }
        return at > out.limit() ? configuration : out;
    }
}
