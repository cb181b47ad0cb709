package tv.headwater.transcode.log;

import io.opentelemetry.api.trace.SpanContext;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Keeps what it hears; its positions follow each record at once. */
class RecordingLanes implements LaneListener {

    private final Map<Integer, Position> positions = new HashMap<>();
    private final Map<Integer, Position> starts = new HashMap<>();
    private final Map<Integer, TreeSet<Long>> offsets = new HashMap<>();
    private final Set<Integer> lanes = new HashSet<>();
    private final Set<Integer> full = new HashSet<>();
    private final List<String> events = new ArrayList<>();

    @Override
    public synchronized void assigned(int lane, Position from) {
        lanes.add(lane);
        starts.put(lane, from);
        positions.put(lane, from);
        events.add("assigned " + lane);
    }

    @Override
    public synchronized void record(
            int lane, long offset, long writtenAt, ByteBuffer record, SpanContext publication) {
        if (!lanes.contains(lane)) {
            events.add("stray " + lane);
        }
        offsets.computeIfAbsent(lane, _ -> new TreeSet<>()).add(offset);
        positions.put(lane, new Position(offset + 1, 1000 + offset));
    }

    @Override
    public synchronized boolean isFull(int lane) {
        return full.contains(lane);
    }

    @Override
    public synchronized Map<Integer, Position> positions() {
        return Map.copyOf(positions);
    }

    @Override
    public synchronized void revoked(Set<Integer> gone) {
        lanes.removeAll(gone);
        gone.forEach(lane -> events.add("revoked " + lane));
    }

    @Override
    public synchronized void lost(Set<Integer> gone) {
        lanes.removeAll(gone);
        gone.forEach(lane -> events.add("lost " + lane));
    }

    synchronized void full(int lane, boolean isFull) {
        if (isFull) {
            full.add(lane);
        } else {
            full.remove(lane);
        }
    }

    synchronized Set<Integer> lanes() {
        return Set.copyOf(lanes);
    }

    synchronized Position start(int lane) {
        return starts.get(lane);
    }

    synchronized Set<Long> offsets(int lane) {
        return Set.copyOf(offsets.getOrDefault(lane, new TreeSet<>()));
    }

    synchronized long records() {
        return offsets.values().stream().mapToLong(Set::size).sum();
    }

    synchronized List<String> events() {
        return List.copyOf(events);
    }
}
