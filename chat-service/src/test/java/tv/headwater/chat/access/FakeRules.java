package tv.headwater.chat.access;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tv.headwater.contract.chat.ChatRule;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.stream.StreamSettings;

/** Rules that are kept here alone, of streams that nobody has settings of. */
public final class FakeRules implements RoomRules {

    private final Map<String, ChatRule> rules = new ConcurrentHashMap<>();

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
        return rules.get(ChatRule.Settings.keyOf(streamId)) instanceof ChatRule.Settings settings
                ? settings
                : ChatRule.Settings.of(streamId);
    }

    @Override
    public boolean isModerator(StreamId streamId, String userId) {
        return rules.containsKey(ChatRule.Moderator.keyOf(streamId, userId));
    }

    @Override
    public List<ChatRule.Moderator> moderators(StreamId streamId) {
        return of(streamId, ChatRule.Moderator.class);
    }

    @Override
    public List<ChatRule.Banned> bans(StreamId streamId) {
        return of(streamId, ChatRule.Banned.class);
    }

    private <T extends ChatRule> List<T> of(StreamId streamId, Class<T> type) {
        return rules.values().stream()
                .filter(rule -> rule.streamId().equals(streamId))
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    @Override
    public void put(ChatRule rule) {
        rules.put(rule.key(), rule);
    }

    @Override
    public void remove(String key) {
        rules.remove(key);
    }
}
