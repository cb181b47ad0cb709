package tv.headwater.transcode.worker;

import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.transcode.wire.WireMessage;

/** Where a task's results go. Safe for use by many threads; blocks while the supervisor does not read. */
public interface Output {

    /** A record of {@code rendition-media}; records of one rendition come in order. Its payload is copied before this returns. */
    void record(MediaRecord record);

    void note(WireMessage.Level level, String text);

    /** No poster can be made of what a stream sent. */
    void noPoster(StreamId streamId, String why);
}
