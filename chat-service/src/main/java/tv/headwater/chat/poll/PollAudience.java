package tv.headwater.chat.poll;

import java.util.Set;
import tv.headwater.contract.id.StreamId;

/** The rooms that this instance has members of. */
public interface PollAudience {

    Set<StreamId> streams();

    /** Sends a frame to all members of a room that are here. */
    void push(StreamId streamId, String frame);
}
