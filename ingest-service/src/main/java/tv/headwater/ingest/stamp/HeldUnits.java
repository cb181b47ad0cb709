package tv.headwater.ingest.stamp;

import java.util.ArrayList;
import java.util.List;

/** Units that wait for the segment they will belong to, bounded in bytes and in media time. */
final class HeldUnits {

    static final long MAX_BYTES = 8 * 1024 * 1024;

    private final List<Unit> units = new ArrayList<>();
    private long bytes;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;

    void add(Unit unit) {
        units.add(unit);
        bytes += unit.payload().remaining();
        first = Math.min(first, unit.dts());
        last = Math.max(last, unit.dts());
    }

    boolean isEmpty() {
        return units.isEmpty();
    }

    boolean reaches(long ticks) {
        return bytes >= MAX_BYTES || (!units.isEmpty() && last - first >= ticks);
    }

    boolean has(int track) {
        return units.stream().anyMatch(unit -> unit.track() == track);
    }

    /** The first unit of a track, else the first of all. */
    Unit first(int track) {
        return units.stream()
                .filter(unit -> unit.track() == track)
                .findFirst()
                .orElse(units.get(0));
    }

    List<Unit> takeAll() {
        var all = List.copyOf(units);
        units.clear();
        bytes = 0;
        first = Long.MAX_VALUE;
        last = Long.MIN_VALUE;
        return all;
    }
}
