package tv.headwater.gateway.edge;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The viewers this gateway has sent to each edge since that last said how full it is. Not safe for use by many threads. */
final class Assigned {

    private record Viewers(Instant beat, int count) {}

    private final Map<String, Viewers> viewers = new HashMap<>();

    /** Counts {@code more} viewers, or fewer if negative, who will show in the beat after {@code beat}. */
    void count(String edge, Instant beat, int more) {
        viewers.put(edge, new Viewers(beat, since(edge, beat) + more));
    }

    int since(String edge, Instant beat) {
        var counted = viewers.get(edge);
        return counted == null || !counted.beat().equals(beat) ? 0 : counted.count();
    }

    /** Forgets all edges but these. */
    void retain(Collection<String> edges) {
        viewers.keySet().retainAll(edges);
    }
}
