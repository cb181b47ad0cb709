package tv.headwater.metadata.viewers;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tv.headwater.contract.id.StreamId;

/**
 * What was counted and is not in the database yet: for each interval the highest count of each stream, so that a short peak is
 * not lost between two samples, and a zero where the last viewer has gone. Intervals begin at whole multiples of their length, the same on
 * every instance. Safe for use by many threads.
 */
final class UnwrittenSamples {

    private final long interval;
    private final int most;
    private final TreeMap<Instant, Map<StreamId, Integer>> intervals = new TreeMap<>();

    private Instant newest = Instant.MIN;

    /** Streams that had viewers in the newest interval, and in the one before. */
    private Set<StreamId> watched = Set.of();

    private Set<StreamId> watchedBefore = Set.of();

    /**
     * @param most samples kept; beyond, the oldest intervals become one, with the highest counts of them
     */
    UnwrittenSamples(Duration interval, int most) {
        this.interval = interval.toMillis();
        this.most = most;
    }

    private Instant begin(Instant at) {
        return Instant.ofEpochMilli(Math.floorDiv(at.toEpochMilli(), interval) * interval);
    }

    /**
     * @param viewers of each stream that has any
     */
    synchronized void count(Instant now, Map<StreamId, Integer> viewers) {
        var begin = begin(now);
        if (begin.isAfter(newest)) {
            newest = begin;
            watchedBefore = watched;
            watched = new HashSet<>();
        }
        watched.addAll(viewers.keySet());
        var current = intervals.computeIfAbsent(begin, _ -> new HashMap<>());
        watchedBefore.forEach(stream -> current.putIfAbsent(stream, 0));
        viewers.forEach((stream, count) -> current.merge(stream, count, Math::max));
        forgetEmpty();
        bound();
    }

    private void forgetEmpty() {
        intervals.values().removeIf(Map::isEmpty);
    }

    private void bound() {
        while (intervals.size() > 2 && size() > most) {
            var oldest = intervals.pollFirstEntry().getValue();
            var next = intervals.firstEntry().getValue();
            oldest.forEach((stream, viewers) -> next.merge(stream, viewers, Math::max));
        }
    }

    private int size() {
        return intervals.values().stream().mapToInt(Map::size).sum();
    }

    /** Those of intervals that have ended. */
    synchronized List<Sample> ended(Instant now) {
        return samples(intervals.headMap(begin(now)));
    }

    synchronized List<Sample> all() {
        return samples(intervals);
    }

    /** The highest count of a stream from {@code from} to before {@code to}; 0 if there is none. */
    synchronized int peak(StreamId streamId, Instant from, Instant to) {
        return intervals.subMap(from, to).values().stream()
                .mapToInt(counts -> counts.getOrDefault(streamId, 0))
                .max()
                .orElse(0);
    }

    private static List<Sample> samples(Map<Instant, Map<StreamId, Integer>> intervals) {
        var samples = new ArrayList<Sample>();
        intervals.forEach((at, counts) ->
                counts.forEach((stream, viewers) -> samples.add(new Sample(stream, at, viewers))));
        return samples;
    }

    /** They are in the database. */
    synchronized void written(Collection<Sample> samples) {
        for (var sample : samples) {
            var counts = intervals.get(sample.at());
            if (counts != null) {
                counts.remove(sample.streamId(), sample.viewers());
            }
        }
        forgetEmpty();
    }

    /** Another instance has written them. */
    synchronized void forgetBefore(Instant before) {
        intervals.headMap(begin(before)).clear();
    }
}
