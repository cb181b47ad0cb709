package tv.headwater.packager.ts;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Writes transport packets (ISO/IEC 13818-1 2.4.3.2). Each PID counts from 0; a segment must bring its counts to a multiple of {@link
 * #COUNTER}, so that the next one goes on where this ends.
 */
final class PacketWriter {

    static final int PACKET = 188;

    /** Continuity counters begin again after so many packets. */
    static final int COUNTER = 16;

    private static final int SPACE = PACKET - 4;
    private static final int PCR_FIELD = 8;
    private static final int RANDOM_ACCESS = 0x40;
    private static final int PCR = 0x10;
    private static final int PCR_RESERVED = 0x7e00;

    private byte[] bytes;
    private int length;

    PacketWriter(int capacity) {
        bytes = new byte[capacity];
    }

    /** A table's section, which fits into one packet. */
    void section(int pid, int counter, byte[] section) {
        int at = packet(pid, true, true, false, counter);
        bytes[at++] = 0;
        System.arraycopy(section, 0, bytes, at, section.length);
        Arrays.fill(bytes, at + section.length, length, (byte) 0xff);
    }

    /** A clock reference between two PES packets; without payload it is not counted. */
    void clock(int pid, int nextCounter, long pcr) {
        int at = packet(pid, false, false, true, nextCounter - 1);
        bytes[at] = (byte) (SPACE - 1);
        adaptation(at, PCR, pcr);
    }

    /** How many packets a PES packet takes where none is stuffed for its own sake. */
    static int packets(int size, boolean clocked) {
        int first = Math.min(size, clocked ? SPACE - PCR_FIELD : SPACE);
        return 1 + Math.ceilDiv(size - first, SPACE);
    }

    /** A PES packet with a clock reference in the first of its packets. */
    void clockedPes(int pid, int counter, int packets, Pes pes, ByteBuffer content, long pcr) {
        int flags = pes.randomAccess() ? PCR | RANDOM_ACCESS : PCR;
        int size = Math.min(SPACE - PCR_FIELD, content.remaining() - (packets - 1));
        int at = packet(pid, true, true, true, counter);
        int field = SPACE - size;
        bytes[at] = (byte) (field - 1);
        adaptation(at, flags, pcr);
        content.get(bytes, at + field, size);
        for (int i = 1; i < packets; i++) {
            piece(pid, counter + i, false, packets - i - 1, content);
        }
    }

    /** A PES packet on a PID that carries no clock. */
    void pes(int pid, int counter, int packets, ByteBuffer content) {
        for (int i = 0; i < packets; i++) {
            piece(pid, counter + i, i == 0, packets - i - 1, content);
        }
    }

    /** One packet's worth of content, which leaves a byte at least for each packet to come. */
    private void piece(int pid, int counter, boolean first, int toCome, ByteBuffer content) {
        int size = Math.min(SPACE, content.remaining() - toCome);
        int stuffing = SPACE - size;
        int at = packet(pid, first, true, stuffing > 0, counter);
        if (stuffing > 0) {
            bytes[at] = (byte) (stuffing - 1);
        }
        if (stuffing > 1) {
            bytes[at + 1] = 0;
            Arrays.fill(bytes, at + 2, at + stuffing, (byte) 0xff);
        }
        content.get(bytes, at + stuffing, size);
    }

    private void adaptation(int at, int flags, long pcr) {
        bytes[at + 1] = (byte) flags;
        // The base counts ticks; the extension's 27 MHz are not needed.
        long base = pcr & 0x1ffffffffL;
        long field = base << 15 | PCR_RESERVED;
        for (int i = 0; i < 6; i++) {
            bytes[at + 2 + i] = (byte) (field >> (40 - 8 * i));
        }
        Arrays.fill(bytes, at + PCR_FIELD, at + 1 + (bytes[at] & 0xff), (byte) 0xff);
    }

    /** Begins a packet, and tells where its header ends. */
    private int packet(
            int pid, boolean unitStart, boolean payload, boolean adaptation, int counter) {
        if (bytes.length - length < PACKET) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + PACKET));
        }
        int at = length;
        length += PACKET;
        bytes[at] = 0x47;
        bytes[at + 1] = (byte) ((unitStart ? 0x40 : 0) | pid >> 8);
        bytes[at + 2] = (byte) pid;
        int control = (adaptation ? 0x20 : 0) | (payload ? 0x10 : 0);
        bytes[at + 3] = (byte) (control | Math.floorMod(counter, COUNTER));
        return at + 4;
    }

    /** What was written, read-only. */
    ByteBuffer written() {
        return ByteBuffer.wrap(bytes, 0, length).slice().asReadOnlyBuffer();
    }
}
