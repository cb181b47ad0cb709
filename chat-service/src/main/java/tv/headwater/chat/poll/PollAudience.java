package tv.headwater.chat.poll;

import java.util.Set;
import tv.headwater.contract.id.PollId;
import tv.headwater.contract.id.StreamId;

/** The rooms that this instance has members of. */
public interface PollAudience {

    Set<StreamId> streams();

    /** Shows the members of a room that are here how a poll stands, unless they know it. */
    void show(StreamId streamId, PollId pollId, String frame);
}
