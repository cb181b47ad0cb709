package tv.headwater.packager.stream;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tv.headwater.contract.id.StreamId;

/** Remembers, for the newest {@link #MAX} streams, in which session one failed and what was already said about it. */
final class Faults {

    static final int MAX = 10_000;

    private final Map<StreamId, Long> failed = new LinkedHashMap<>();
    private final Map<StreamId, Set<String>> said = new LinkedHashMap<>();

    void add(StreamId streamId, long epoch) {
        failed.put(streamId, epoch);
        trim(failed);
    }

    /** Whether the stream failed in this session or a newer one. */
    boolean covers(StreamId streamId, long epoch) {
        return epoch <= failed.getOrDefault(streamId, Long.MIN_VALUE);
    }

    /** Whether this is said of the stream for the first time. */
    boolean isNews(StreamId streamId, String what) {
        boolean news = said.computeIfAbsent(streamId, _ -> new HashSet<>()).add(what);
        trim(said);
        return news;
    }

    private static void trim(Map<StreamId, ?> map) {
        if (map.size() > MAX) {
            map.remove(map.keySet().iterator().next());
        }
    }
}
