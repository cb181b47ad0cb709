package tv.headwater.mediahttp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import tv.headwater.mediahttp.Piece.Deflated;

/** A member of gzip (RFC 1952) put together of what is deflated already: many clients read no second member. */
final class Gzip {

    /** No name, no time, system unknown. */
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 4, (byte) 0xff};

    /** An empty block that is the last. */
    private static final byte[] LAST_BLOCK = {3, 0};

    private static final int TRAILER = 8;

    /** The polynomial of CRC-32, its highest power in the lowest bit. */
    private static final int POLYNOMIAL = 0xedb88320;

    private static final int ONE = 1 << 31;

    private Gzip() {}

    /** Read-only buffers, one after another. */
    static List<ByteBuffer> of(List<Deflated> pieces) {
        List<ByteBuffer> all = new ArrayList<>();
        all.add(ByteBuffer.wrap(HEADER).asReadOnlyBuffer());
        int crc = 0;
        int length = 0;
        for (var piece : pieces) {
            all.add(piece.blocks().duplicate());
            crc = product(power(8L * piece.length()), crc) ^ piece.crc();
            length += piece.length();
        }
        var end = ByteBuffer.allocate(LAST_BLOCK.length + TRAILER).order(ByteOrder.LITTLE_ENDIAN);
        end.put(LAST_BLOCK).putInt(crc).putInt(length).flip();
        all.add(end.asReadOnlyBuffer());
        return List.copyOf(all);
    }

    /** x to the power of {@code bits}, modulo the polynomial: a CRC times that is the CRC with so many zeros behind. */
    private static int power(long bits) {
        int power = ONE;
        int square = ONE >>> 1;
        for (long left = bits; left > 0; left >>= 1) {
            if ((left & 1) != 0) {
                power = product(square, power);
            }
            square = product(square, square);
        }
        return power;
    }

    private static int product(int a, int b) {
        int product = 0;
        int multiple = b;
        for (int bit = ONE; bit != 0; bit >>>= 1) {
            if ((a & bit) != 0) {
                product ^= multiple;
            }
            multiple = (multiple & 1) == 0 ? multiple >>> 1 : multiple >>> 1 ^ POLYNOMIAL;
        }
        return product;
    }
}
