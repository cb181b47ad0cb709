package tv.headwater.ingest.codec;

import java.nio.ByteBuffer;

/** Writes what {@link BitReader} reads, without emulation prevention. */
final class BitWriter {

    private final StringBuilder bits = new StringBuilder();

    BitWriter u(int n, long value) {
        for (int i = n - 1; i >= 0; i--) {
            bits.append(value >> i & 1);
        }
        return this;
    }

    BitWriter ue(int... values) {
        for (int value : values) {
            int length = 32 - Integer.numberOfLeadingZeros(value + 1);
            u(length - 1, 0).u(length, value + 1);
        }
        return this;
    }

    /** With a stop bit. */
    ByteBuffer bytes() {
        u(1, 1);
        u((8 - bits.length() % 8) % 8, 0);
        var bytes = ByteBuffer.allocate(bits.length() / 8);
        for (int i = 0; i < bits.length(); i += 8) {
            bytes.put((byte) Integer.parseInt(bits.substring(i, i + 8), 2));
        }
        return bytes.flip();
    }
}
