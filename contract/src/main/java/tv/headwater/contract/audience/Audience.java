package tv.headwater.contract.audience;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.StreamId;

/**
 * How many watch each stream: a playback session seen by several edges, as when one has just died, counts once. What an edge said
 * holds until it says something else, or nothing for {@link #SILENCE}. Safe for use by many threads.
 */
public final class Audience {

    /** How often edges report. */
    public static final Duration REPORT = Duration.ofSeconds(2);

    public static final Duration SILENCE = Duration.ofSeconds(5);

    private final Clock clock;
    private final Map<StreamId, Map<NodeId, Heard>> streams = new ConcurrentHashMap<>();

    private record Heard(ViewerSet viewers, Instant until) {}

    public Audience(Clock clock) {
        this.clock = clock;
    }

    /** Takes in a report that was just sent. */
    public void on(AudienceReport report) {
        var until = clock.instant().plus(SILENCE);
        for (var present : report.streams()) {
            streams.compute(
                    present.streamId(),
                    (_, byNode) -> {
                        var now =
                                byNode == null
                                        ? new HashMap<NodeId, Heard>()
                                        : new HashMap<>(byNode);
                        if (present.viewers().size() == 0) {
                            now.remove(report.nodeId());
                        } else {
                            now.put(report.nodeId(), new Heard(present.viewers(), until));
                        }
                        return now.isEmpty() ? null : Map.copyOf(now);
                    });
        }
    }

    /** Concurrent viewers of a stream. */
    public int viewers(StreamId streamId) {
        var byNode = streams.get(streamId);
        return byNode == null ? 0 : count(byNode);
    }

    /** Concurrent viewers of each stream that has any. */
    public Map<StreamId, Integer> viewers() {
        var counts = new HashMap<StreamId, Integer>();
        streams.forEach((streamId, byNode) -> {
            int count = count(byNode);
            if (count > 0) {
                counts.put(streamId, count);
            } else {
                streams.remove(streamId, byNode);
            }
        });
        return Map.copyOf(counts);
    }

    private int count(Map<NodeId, Heard> byNode) {
        var now = clock.instant();
        var present =
                byNode.values().stream()
                        .filter(heard -> heard.until().isAfter(now))
                        .map(Heard::viewers)
                        .toList();
        return present.isEmpty() ? 0 : ViewerSet.union(present).size();
    }
}
