package tv.headwater.ingest.publish;

import java.time.Duration;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.ingest.stamp.Tail;

/** {@code source-media} as a session needs it. */
public interface MediaLog {

    /**
     * Reads where a stream stands from the end of its lane. Blocks.
     *
     * @throws LogUnavailable if the log cannot be read now
     */
    Tail tail(StreamId streamId, int lane);

    /** @param trace is told to readers by the first record, and hears of the first media that is written */
    Appender appender(StreamId streamId, int lane, PublishTrace trace);

    /** One session's way into its lane. {@link #append} is for one thread, the rest for any. */
    interface Appender {

        /** Hands over a record; blocks while the log's buffer is full. */
        void append(MediaRecord record);

        /** Bytes handed over and not yet acknowledged. */
        long unsentBytes();

        /** How long the oldest of them has been waiting. */
        Duration unsentAge();

        /** Records given up so far. */
        long lost();
    }
}
