package tv.headwater.chat.room;

import io.netty.buffer.ByteBuf;

/** Text frames as a server sends them (RFC 6455 5.2): whole and unmasked, so that all members can be sent the same bytes. */
final class Framing {

    private static final int WHOLE_TEXT = 0x81;
    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;
    private static final int MAX_HEADER = 10;

    private Framing() {}

    /** Appends a frame. */
    static void write(ByteBuf out, byte[] json) {
        out.writeByte(WHOLE_TEXT);
        if (json.length < TWO_BYTES) {
            out.writeByte(json.length);
        } else if (json.length <= 0xFFFF) {
            out.writeByte(TWO_BYTES).writeShort(json.length);
        } else {
            out.writeByte(EIGHT_BYTES).writeLong(json.length);
        }
        out.writeBytes(json);
    }

    /** Bytes that hold {@code json} as a frame, and a few more. */
    static int length(byte[] json) {
        return MAX_HEADER + json.length;
    }
}
