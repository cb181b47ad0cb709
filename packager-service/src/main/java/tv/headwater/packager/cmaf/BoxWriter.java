package tv.headwater.packager.cmaf;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes ISO BMFF boxes (ISO/IEC 14496-12 4.2), big-endian; a box's size is filled in when its content is written. */
final class BoxWriter {

    private byte[] bytes;
    private int length;

    BoxWriter(int capacity) {
        bytes = new byte[capacity];
    }

    int length() {
        return length;
    }

    BoxWriter box(String type, Runnable content) {
        int start = length;
        u32(0).ascii(type);
        content.run();
        putU32(start, length - start);
        return this;
    }

    BoxWriter fullBox(String type, int version, int flags, Runnable content) {
        return box(
                type,
                () -> {
                    u32((long) version << 24 | flags);
                    content.run();
                });
    }

    BoxWriter u8(int value) {
        room(1);
        bytes[length++] = (byte) value;
        return this;
    }

    BoxWriter u16(int value) {
        return u8(value >> 8).u8(value);
    }

    BoxWriter i32(int value) {
        return u32(value);
    }

    /** The low 32 bits of {@code value}. */
    BoxWriter u32(long value) {
        room(4);
        putU32(length, value);
        length += 4;
        return this;
    }

    BoxWriter u64(long value) {
        return u32(value >>> 32).u32(value);
    }

    BoxWriter ascii(String text) {
        return bytes(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }

    BoxWriter zeros(int count) {
        room(count);
        length += count;
        return this;
    }

    /** All that remains in {@code source}, whose position is not moved. */
    BoxWriter bytes(ByteBuffer source) {
        int count = source.remaining();
        room(count);
        source.get(source.position(), bytes, length, count);
        length += count;
        return this;
    }

    void putU32(int at, long value) {
        bytes[at] = (byte) (value >> 24);
        bytes[at + 1] = (byte) (value >> 16);
        bytes[at + 2] = (byte) (value >> 8);
        bytes[at + 3] = (byte) value;
    }

    /** What was written, read-only. */
    ByteBuffer written() {
        return ByteBuffer.wrap(bytes, 0, length).slice().asReadOnlyBuffer();
    }

    private void room(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
        }
    }
}
