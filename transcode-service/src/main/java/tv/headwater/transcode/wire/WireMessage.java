package tv.headwater.transcode.wire;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.node.LadderHealth;

/** One message between supervisor and worker. All but {@link Media} is JSON. */
public sealed interface WireMessage {

    /**
     * Either way: one whole media record as it stands, or will stand, in Kafka.
     *
     * @param record read-only
     * @param more from the worker: the next record of the same rendition goes into the log together with it, or neither does
     */
    record Media(ByteBuffer record, boolean more) implements WireMessage {
        public Media {
            record = record.slice().asReadOnlyBuffer();
        }

        public Media(ByteBuffer record) {
            this(record, false);
        }
    }

    /** To the worker, once, first. */
    record Start(WorkerJob job) implements WireMessage {}

    /** To the worker: from the next segment on these rungs are left out, and only these. */
    record Shed(Set<Rendition> rungs) implements WireMessage {
        public Shed {
            rungs = Set.copyOf(rungs);
        }
    }

    /** To the worker: give out what is decoded, then {@link Drained}, then exit. */
    record Drain() implements WireMessage {}

    /** From the worker, once, first: it is up, its libraries are loaded. */
    record Ready(long pid, String ffmpegVersion) implements WireMessage {}

    /**
     * From the worker, about twice a second while media flows.
     *
     * @param rungs from the highest to the lowest
     * @param decodedPts of the newest picture decoded, in ticks, −1 before the first
     * @param cpuMillis CPU time of the process so far
     * @param mediaMillis media decoded so far
     * @param busyMillis time so far in which it had something to do
     * @param decodeErrors access units so far that could not be decoded
     */
    record Progress(
            List<LadderHealth.Rung> rungs,
            long decodedPts,
            long cpuMillis,
            long mediaMillis,
            long busyMillis,
            long decodeErrors)
            implements WireMessage {
        public Progress {
            rungs = List.copyOf(rungs);
        }
    }

    /** From the worker: a line for the supervisor's log. */
    record Note(Level level, String text) implements WireMessage {}

    /** How grave a {@link Note} is. */
    enum Level {
        INFO,
        WARN,
        ERROR
    }

    /** From a poster worker: no picture could be made of it. */
    record NoPoster(StreamId streamId, String why) implements WireMessage {}

    /** From the worker: everything it had decoded has been given out; it exits. */
    record Drained() implements WireMessage {}
}
