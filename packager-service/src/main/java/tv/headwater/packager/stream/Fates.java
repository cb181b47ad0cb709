package tv.headwater.packager.stream;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.stream.StreamStatus;

/**
 * Which streams have ended and which are deleted, as the topic {@code streams} tells. Only the newest {@link #MAX} of each are
 * remembered: media of older ones has left the log. Safe for use by many threads.
 */
public final class Fates {

    static final int MAX = 100_000;

    private final Set<StreamId> ended = new LinkedHashSet<>();
    private final Set<StreamId> deleted = new LinkedHashSet<>();

    /**
     * A stream's newest word.
     *
     * @param status null if it was deleted
     */
    public synchronized void on(StreamId streamId, @Nullable StreamStatus status) {
        remember(deleted, streamId, status == null);
        remember(ended, streamId, status == StreamStatus.ENDED);
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
