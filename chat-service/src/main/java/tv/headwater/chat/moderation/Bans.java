package tv.headwater.chat.moderation;

import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import tv.headwater.chat.access.RoomRules;
import tv.headwater.contract.chat.ChatRule.Banned;
import tv.headwater.contract.id.StreamId;
import tv.headwater.rest.ApiProblem;

/** The bans of rooms, of which those that are over make room for new ones. */
final class Bans {

    /** That hold in a room. */
    static final int MAX_BANS = 5000;

    /** That are over and go with each new one: more than one, so that they become fewer, and not so many that it takes long. */
    static final int MAX_CLEARED = 10;

    private final RoomRules rules;
    private final Clock clock;

    Bans(RoomRules rules, Clock clock) {
        this.rules = rules;
        this.clock = clock;
    }

    List<Banned> holding(StreamId streamId) {
        var now = clock.instant();
        return rules.bans(streamId).stream().filter(ban -> ban.holdsAt(now)).toList();
    }

    /**
     * @throws ApiProblem 409 if there are too many, 503 if the log does not take it in time
     */
    void add(Banned ban) {
        if (holding(ban.streamId()).size() >= MAX_BANS) {
            throw ApiProblem.conflict("there are %d bans already".formatted(MAX_BANS));
        }
        clear(ban.streamId());
        rules.put(ban);
    }

    private void clear(StreamId streamId) {
        var now = clock.instant();
        rules.bans(streamId).stream()
                .filter(ban -> !ban.holdsAt(now))
                .sorted(Comparator.comparing(ban -> Objects.requireNonNull(ban.until())))
                .limit(MAX_CLEARED)
                .map(Banned::key)
                .forEach(rules::remove);
    }
}
