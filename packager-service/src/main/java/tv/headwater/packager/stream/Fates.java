package tv.headwater.packager.stream;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.stream.StreamStatus;

/**
 * Which streams have ended, which are deleted and how far back viewers of each may seek, as the topic {@code streams} tells. Only
 * the newest {@link #MAX} of each are remembered: media of older ones has left the log. Safe for use by many threads.
 */
public final class Fates {

    static final int MAX = 100_000;

    private final Set<StreamId> ended = new LinkedHashSet<>();
    private final Set<StreamId> deleted = new LinkedHashSet<>();
    private final Set<StreamId> withoutDvr = new LinkedHashSet<>();
    private final Map<StreamId, Duration> dvrWindows = new LinkedHashMap<>();

    /** The newest word on a stream without DVR; as {@link #on(StreamId, StreamStatus, Duration)} otherwise. */
    public void on(StreamId streamId, @Nullable StreamStatus status) {
        on(streamId, status, Duration.ZERO);
    }

    /**
     * A stream's newest word.
     *
     * @param status null if it was deleted
     * @param dvrWindow how far back viewers may seek; zero for the live window alone
     */
    public synchronized void on(
            StreamId streamId, @Nullable StreamStatus status, Duration dvrWindow) {
        boolean hasDvr = status != null && dvrWindow.isPositive();
        remember(deleted, streamId, status == null);
        remember(ended, streamId, status == StreamStatus.ENDED);
        remember(withoutDvr, streamId, !hasDvr);
        dvrWindows.remove(streamId);
        if (hasDvr) {
            dvrWindows.put(streamId, dvrWindow);
            if (dvrWindows.size() > MAX) {
                dvrWindows.remove(dvrWindows.keySet().iterator().next());
            }
        }
    }

    /** How far back viewers may seek; zero where it is not known. */
    public synchronized Duration dvrWindow(StreamId streamId) {
        return dvrWindows.getOrDefault(streamId, Duration.ZERO);
    }

    /** Whether it is known of the stream that nobody may seek back in it, as it is of a deleted one. */
    public synchronized boolean isWithoutDvr(StreamId streamId) {
        return withoutDvr.contains(streamId);
    }

    public synchronized boolean isEnded(StreamId streamId) {
        return ended.contains(streamId);
    }

    public synchronized boolean isDeleted(StreamId streamId) {
        return deleted.contains(streamId);
    }

    private static void remember(Set<StreamId> set, StreamId streamId, boolean member) {
        set.remove(streamId);
        if (member) {
            set.add(streamId);
            if (set.size() > MAX) {
                set.remove(set.iterator().next());
            }
        }
    }
}
