package tv.headwater.chat.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tv.headwater.contract.chat.ChatRule;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.stream.StreamSettings;

/** Rules that are kept here alone, of streams that nobody has settings of. */
public final class FakeRules implements RoomRules {

    private final KnownRules rules = new KnownRules();

    @Override
    public boolean isKnown() {
        return true;
    }

    @Override
    public Optional<StreamSettings> stream(StreamId streamId) {
        return Optional.empty();
    }

    @Override
    public ChatRule.Settings settings(StreamId streamId) {
        return rules.settings(streamId);
    }

    @Override
    public boolean isModerator(StreamId streamId, String userId) {
        return rules.isModerator(streamId, userId);
    }

    @Override
    public List<ChatRule.Moderator> moderators(StreamId streamId) {
        return rules.moderators(streamId);
    }

    @Override
    public List<ChatRule.Banned> bans(StreamId streamId) {
        return rules.bans(streamId);
    }

    @Override
    public Optional<ChatRule.Banned> ban(StreamId streamId, String id, Instant now) {
        return rules.ban(streamId, id, now);
    }

    @Override
    public void put(ChatRule rule) {
        rules.on(rule.key(), rule);
    }

    @Override
    public void remove(String key) {
        rules.on(key, null);
    }
}
