package tv.headwater.chat.access;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.chat.ChatRule;
import tv.headwater.contract.chat.ChatUser;
import tv.headwater.contract.id.StreamId;

/** The rules of all rooms by their keys, in which what hits an address stands side by side. Safe for use by many threads. */
final class KnownRules {

    /** Follows {@code -}, behind which guests of an address are told apart, and precedes all else that ids are made of. */
    private static final char BEHIND_ADDRESS = '.';

    private final Map<StreamId, NavigableMap<String, ChatRule>> rules = new ConcurrentHashMap<>();

    /** @param rule null where it holds no more */
    void on(String key, @Nullable ChatRule rule) {
        var streamId = new StreamId(key.substring(0, key.indexOf('/')));
        rules.compute(
                streamId,
                (_, known) -> {
                    var all = known == null ? new ConcurrentSkipListMap<String, ChatRule>() : known;
                    if (rule == null) {
                        all.remove(key);
                    } else {
                        all.put(key, rule);
                    }
                    return all.isEmpty() ? null : all;
                });
    }

    ChatRule.Settings settings(StreamId streamId) {
        return of(streamId).get(ChatRule.Settings.keyOf(streamId))
                        instanceof ChatRule.Settings settings
                ? settings
                : ChatRule.Settings.of(streamId);
    }

    boolean isModerator(StreamId streamId, String userId) {
        return of(streamId).containsKey(ChatRule.Moderator.keyOf(streamId, userId));
    }

    List<ChatRule.Moderator> moderators(StreamId streamId) {
        return all(streamId, ChatRule.Moderator.class);
    }

    List<ChatRule.Banned> bans(StreamId streamId) {
        return all(streamId, ChatRule.Banned.class);
    }

    /** As {@link RoomRules#ban}. */
    Optional<ChatRule.Banned> ban(StreamId streamId, String id, Instant now) {
        var own = ChatRule.Banned.keyOf(streamId, id);
        var address = ChatUser.addressOf(id);
        var all = of(streamId);
        var near =
                address == null
                        ? Stream.ofNullable(all.get(own))
                        : ofAddress(all, ChatRule.Banned.keyOf(streamId, address));
        return near.filter(ChatRule.Banned.class::isInstance)
                .map(ChatRule.Banned.class::cast)
                .filter(ban -> ban.hits(id) && ban.holdsAt(now))
                .findFirst();
    }

    private static Stream<ChatRule> ofAddress(NavigableMap<String, ChatRule> all, String key) {
        return all.subMap(key, key + BEHIND_ADDRESS).values().stream();
    }

    private <T extends ChatRule> List<T> all(StreamId streamId, Class<T> type) {
        return of(streamId).values().stream().filter(type::isInstance).map(type::cast).toList();
    }

    private NavigableMap<String, ChatRule> of(StreamId streamId) {
        return rules.getOrDefault(streamId, Collections.emptyNavigableMap());
    }
}
