package tv.headwater.ingest.codec;

import java.nio.ByteBuffer;

/** An open bitstream unit (AV1 5.3). */
record Obu(int type, ByteBuffer payload) {

    private static final int EXTENSION = 0x04;
    private static final int HAS_SIZE = 0x02;
    private static final int MAX_SIZE_BYTES = 8;

    /**
     * Takes the unit that {@code in} stands at; one without a size goes on to the end.
     *
     * @throws MalformedConfiguration if it is cut short
     */
    static Obu next(ByteBuffer in) {
        int header = u8(in);
        if ((header & EXTENSION) != 0) {
            u8(in);
        }
        long size = (header & HAS_SIZE) != 0 ? leb128(in) : in.remaining();
        if (size > in.remaining()) {
            throw new MalformedConfiguration(
                    "OBU of " + size + " bytes, but " + in.remaining() + " are left");
        }
        var payload = in.slice(in.position(), (int) size);
        in.position(in.position() + (int) size);
        return new Obu(header >> 3 & 0x0f, payload);
    }

    private static long leb128(ByteBuffer in) {
        long value = 0;
        for (int i = 0; i < MAX_SIZE_BYTES; i++) {
            int next = u8(in);
            value |= (next & 0x7fL) << (7 * i);
            if (next < 0x80) {
                break;
            }
        }
        return value;
    }

    private static int u8(ByteBuffer in) {
        if (!in.hasRemaining()) {
            throw new MalformedConfiguration("an OBU has no end");
        }
        return Byte.toUnsignedInt(in.get());
    }
}
