package tv.headwater.packager.dvr;

import java.util.Arrays;
import tv.headwater.packager.segment.InitSegment;

/**
 * Segments of one volume and one init segment with rising numbers, packed into {@value #WIDTH} ints each. Immutable; never
 * empty.
 */
final class Run {

    /** So that adding one segment copies little. */
    static final int MAX_SIZE = 256;

    static final int WIDTH = 8;

    private static final int MSN = 0;
    private static final int START = 1;
    private static final int DATE = 2;
    private static final int DURATION = 3;
    private static final int SAMPLES = 4;
    private static final int OFFSET = 5;
    private static final int LENGTH = 6;
    private static final int CRC = 7;

    private final int volume;
    private final InitSegment init;
    private final long msn;
    private final long start;
    private final long date;
    private final int[] rows;

    private Run(int volume, InitSegment init, long msn, long start, long date, int[] rows) {
        this.volume = volume;
        this.init = init;
        this.msn = msn;
        this.start = start;
        this.date = date;
        this.rows = rows;
    }

    static Run of(Placement first) {
        var segment = first.segment();
        return new Run(
                        first.volume(),
                        segment.init(),
                        segment.msn(),
                        segment.start(),
                        segment.programDateTime(),
                        new int[0])
                .with(first);
    }

    int volume() {
        return volume;
    }

    InitSegment init() {
        return init;
    }

    int size() {
        return rows.length / WIDTH;
    }

    long firstMsn() {
        return msn(0);
    }

    long lastMsn() {
        return msn(size() - 1);
    }

    private long msn(int index) {
        return msn + row(index, MSN);
    }

    private int row(int index, int column) {
        return rows[index * WIDTH + column];
    }

    /** Whether it can be the next one here. */
    boolean takes(Placement next) {
        var segment = next.segment();
        return next.volume() == volume
                && segment.init().equals(init)
                && size() < MAX_SIZE
                && segment.msn() > lastMsn()
                && isInt(segment.msn() - msn)
                && isInt(segment.start() - start)
                && isInt(segment.programDateTime() - date);
    }

    private static boolean isInt(long value) {
        return value == (int) value;
    }

    Run with(Placement next) {
        var segment = next.segment();
        int at = rows.length;
        var more = Arrays.copyOf(rows, at + WIDTH);
        more[at + MSN] = (int) (segment.msn() - msn);
        more[at + START] = (int) (segment.start() - start);
        more[at + DATE] = (int) (segment.programDateTime() - date);
        more[at + DURATION] = segment.duration();
        more[at + SAMPLES] = segment.samples() << 1 | (segment.independent() ? 1 : 0);
        more[at + OFFSET] = next.offset();
        more[at + LENGTH] = segment.size();
        more[at + CRC] = next.crc();
        return new Run(volume, init, msn, start, date, more);
    }

    /** Those with the indexes from {@code from} to before {@code to}, at least one. */
    Run slice(int from, int to) {
        return new Run(
                volume, init, msn, start, date, Arrays.copyOfRange(rows, from * WIDTH, to * WIDTH));
    }

    Placement get(int index) {
        int samples = row(index, SAMPLES);
        var segment =
                new StoredSegment(
                        msn(index),
                        init,
                        start + row(index, START),
                        row(index, DURATION),
                        date + row(index, DATE),
                        samples >>> 1,
                        (samples & 1) != 0,
                        row(index, LENGTH));
        return new Placement(segment, volume, row(index, OFFSET), row(index, CRC));
    }

    /** The index of the first one with this number or a greater one; {@link #size} if there is none. */
    int ceiling(long wanted) {
        int low = 0;
        int high = size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (msn(middle) < wanted) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
