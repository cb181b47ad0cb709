package tv.headwater.chat.access;

import java.time.Instant;
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

    /** Those that hold, and those that are over and were not taken away yet. */
    List<ChatRule.Banned> bans(StreamId streamId);

    /**
     * One that hits somebody at a moment.
     *
     * @param id of an account or a guest, or what all guests of an address share
     */
    Optional<ChatRule.Banned> ban(StreamId streamId, String id, Instant now);

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
