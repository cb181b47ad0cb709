package tv.headwater.packager.crypt;

import java.nio.ByteBuffer;

/** Reads the syntax elements of a NAL unit (ITU-T H.264 7.2 and 9.1), past its emulation prevention bytes. */
final class RbspReader {

    private static final int MAX_GOLOMB_ZEROS = 30;

    private final ByteBuffer nalUnit;
    private int next;
    private int zeros;
    private int current;
    private int left;

    /** @param from the first byte to read */
    RbspReader(ByteBuffer nalUnit, int from) {
        this.nalUnit = nalUnit;
        this.next = from;
    }

    boolean flag() {
        return bits(1) == 1;
    }

    /** u(count), of at most 32 bits. */
    int bits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            if (left == 0) {
                load();
            }
            left--;
            value = value << 1 | (current >> left & 1);
        }
        return value;
    }

    void skip(int count) {
        for (int i = 0; i < count; i++) {
            bits(1);
        }
    }

    /** ue(v). */
    int ue() {
        int zeroBits = 0;
        while (bits(1) == 0) {
            if (++zeroBits > MAX_GOLOMB_ZEROS) {
                throw new IllegalArgumentException("Exp-Golomb code of more than 30 zeros");
            }
        }
        return (1 << zeroBits) - 1 + bits(zeroBits);
    }

    /** se(v). */
    int se() {
        int code = ue();
        return (code & 1) == 1 ? (code >>> 1) + 1 : -(code >>> 1);
    }

    /** Several ue(v) whose values do not matter, or se(v): both are equally long. */
    void skipGolomb(int count) {
        for (int i = 0; i < count; i++) {
            ue();
        }
    }

    /** How many bytes of the NAL unit have been touched. */
    int touched() {
        return next;
    }

    private void load() {
        if (zeros >= 2 && next < nalUnit.limit() && nalUnit.get(next) == 3) {
            next++;
            zeros = 0;
        }
        if (next >= nalUnit.limit()) {
            throw new IllegalArgumentException(
                    "NAL unit of " + nalUnit.limit() + " bytes ends too early");
        }
        current = nalUnit.get(next++) & 0xff;
        zeros = current == 0 ? zeros + 1 : 0;
        left = 8;
    }
}
