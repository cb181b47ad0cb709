package tv.headwater.e2e.audience;

import java.util.Comparator;

/**
 * Where a part stands in its rendition.
 *
 * @param msn the Media Sequence Number of its segment
 * @param part its number there, from 0 on
 */
record Position(long msn, int part) implements Comparable<Position> {

    private static final Comparator<Position> ORDER =
            Comparator.comparingLong(Position::msn).thenComparingInt(Position::part);

    @Override
    public int compareTo(Position other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return msn + "." + part;
    }
}
