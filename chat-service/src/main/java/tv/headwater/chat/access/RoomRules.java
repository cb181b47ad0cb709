package tv.headwater.chat.access;

import java.util.List;
import java.util.Optional;
import tv.headwater.contract.chat.ChatRule;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.stream.StreamSettings;

/** What holds in the rooms, as the log tells it, and how it is changed. */
public interface RoomRules {

    /** Whether all that stood in the log at the start is known. */
    boolean isKnown();

    Optional<StreamSettings> stream(StreamId streamId);

    ChatRule.Settings settings(StreamId streamId);

    /** Whether somebody without an account may speak there. */
    default boolean letsGuests(StreamId streamId) {
        return settings(streamId).guests();
    }

    boolean isModerator(StreamId streamId, String userId);

    List<ChatRule.Moderator> moderators(StreamId streamId);

    /** Those that hold. */
    List<ChatRule.Banned> bans(StreamId streamId);

    /**
     * Makes a rule, which holds when this returns.
     *
     * @throws tv.headwater.rest.ApiProblem 503 if the log does not take it in time
     */
    void put(ChatRule rule);

    /**
     * Takes a rule away.
     *
     * @param key as the rule has it
     * @throws tv.headwater.rest.ApiProblem 503 if the log does not take it in time
     */
    void remove(String key);
}
