package tv.headwater.packager.log;

import java.util.LinkedHashSet;
import java.util.Set;
import tv.headwater.contract.id.StreamId;

/** One partition as this reader has read it: offsets without a hole, or streams that miss records. */
final class Lane {

    /** Beyond this the streams that came to the lane first are forgotten; they have ended long ago. */
    static final int MAX_STREAMS = 1000;

    private final Set<StreamId> streams = new LinkedHashSet<>();
    private long expected = -1;

    /** Whether the log lost records between the last one and this; notes this one. */
    boolean skippedBefore(long offset) {
        boolean skipped = expected >= 0 && offset > expected;
        expected = offset + 1;
        return skipped;
    }

    void saw(StreamId streamId) {
        if (streams.add(streamId) && streams.size() > MAX_STREAMS) {
            streams.remove(streams.iterator().next());
        }
    }

    Set<StreamId> streams() {
        return Set.copyOf(streams);
    }
}
