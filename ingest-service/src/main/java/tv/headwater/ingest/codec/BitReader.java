package tv.headwater.ingest.codec;

import java.nio.ByteBuffer;

/** Reads bits and Exp-Golomb codes, most significant first (ITU-T H.264 7.2 and 9.1). */
final class BitReader {

    private final byte[] bytes;
    private final int limit;
    private int bit;

    private BitReader(byte[] bytes, int length) {
        this.bytes = bytes;
        this.limit = length * 8;
    }

    static BitReader of(ByteBuffer bytes) {
        var copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return new BitReader(copy, copy.length);
    }

    /** The raw byte sequence payload of a NAL unit: without its header and its emulation prevention bytes. */
    static BitReader ofNalUnit(ByteBuffer nalUnit, int headerLength) {
        var in = nalUnit.duplicate();
        if (in.remaining() < headerLength) {
            throw new MalformedConfiguration(
                    "NAL unit of " + in.remaining() + " bytes has no header");
        }
        in.position(in.position() + headerLength);
        var rbsp = new byte[in.remaining()];
        int length = 0;
        int zeros = 0;
        while (in.hasRemaining()) {
            byte next = in.get();
            if (zeros >= 2 && next == 3) {
                zeros = 0;
                continue;
            }
            zeros = next == 0 ? zeros + 1 : 0;
            rbsp[length++] = next;
        }
        return new BitReader(rbsp, length);
    }

    int left() {
        return limit - bit;
    }

    boolean flag() {
        return u(1) == 1;
    }

    /** {@code n} bits, at most 32. */
    int u(int n) {
        if (bit + n > limit) {
            throw new MalformedConfiguration("it ends at bit " + limit + " inside a field");
        }
        int value = 0;
        for (int i = 0; i < n; i++, bit++) {
            value = value << 1 | (bytes[bit >> 3] >> (7 - (bit & 7)) & 1);
        }
        return value;
    }

    long u32() {
        return Integer.toUnsignedLong(u(32));
    }

    void skip(int n) {
        if (n > limit - bit) {
            throw new MalformedConfiguration("it ends at bit " + limit + " inside a field");
        }
        bit += n;
    }

    int ue() {
        int zeros = 0;
        while (u(1) == 0) {
            if (++zeros > 30) {
                throw new MalformedConfiguration(
                        "an Exp-Golomb code has more than 30 leading zeros");
            }
        }
        return (1 << zeros) - 1 + u(zeros);
    }

    int se() {
        int k = ue();
        return (k & 1) == 1 ? (k >> 1) + 1 : -(k >> 1);
    }
}
