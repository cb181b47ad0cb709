package tv.headwater.transcode.worker;

import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.transcode.wire.WireMessage;

/** Where a task's results go. Safe for use by many threads; blocks while the supervisor does not read. */
public interface Output {

    /** A record of {@code rendition-media}; records of one rendition come in order. Its payload is copied before this returns. */
    void record(MediaRecord record);

    /**
     * A record that comes into the log together with the next one of its rendition, or not at all.
     *
     * @param more whether one that belongs with it follows
     */
    default void record(MediaRecord record, boolean more) {
        record(record);
    }

    void note(WireMessage.Level level, String text);

    /** No poster can be made of what a stream sent. */
    void noPoster(StreamId streamId, String why);
}
