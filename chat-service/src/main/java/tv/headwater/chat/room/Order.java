package tv.headwater.chat.room;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tv.headwater.chat.access.RoomRules;
import tv.headwater.chat.message.ClientFrame;
import tv.headwater.chat.message.MediaTimes;
import tv.headwater.chat.message.MessageText;
import tv.headwater.chat.message.Refusal;
import tv.headwater.contract.chat.ChatEvent;
import tv.headwater.contract.chat.ChatRole;
import tv.headwater.contract.chat.ChatRule;
import tv.headwater.contract.chat.ChatUser;
import tv.headwater.contract.chat.DanmakuMode;
import tv.headwater.contract.chat.MessageColor;
import tv.headwater.contract.id.StreamId;

/** Who may say what in a room, and how often. Safe for use by many threads. */
final class Order {

    private static final Duration MESSAGES_WINDOW = Duration.ofSeconds(30);
    private static final int MESSAGES = 20;
    private static final int MODERATORS_MESSAGES = 100;
    private static final Duration REACTIONS_WINDOW = Duration.ofSeconds(10);
    private static final int REACTIONS_MOST = 50;

    private final RoomRules rules;
    private final int guestsPerAddress;
    private final Clock clock;
    private final Pace messages;
    private final Pace reactions;

    /** Of slow mode. */
    private final Pace turns;

    /** @param guestsPerAddress for how many viewers the guests of one address count together at most */
    Order(RoomRules rules, int guestsPerAddress, Clock clock) {
        this.rules = rules;
        this.guestsPerAddress = guestsPerAddress;
        this.clock = clock;
        this.messages = new Pace(MESSAGES_WINDOW, clock);
        this.reactions = new Pace(REACTIONS_WINDOW, clock);
        this.turns = new Pace(Duration.ofSeconds(ChatRule.Settings.MAX_SLOW_MODE_SECONDS), clock);
    }

    /**
     * What somebody says as everybody is to hear it.
     *
     * @throws Refusal with the reason
     */
    ChatEvent.MessageSent checked(
            StreamId streamId, Room room, ChatUser member, ClientFrame.Message message) {
        var now = clock.instant();
        var settings = rules.settings(streamId);
        var user = asItIsNow(streamId, member);
        boolean moderates = user.role().moderates();
        if (!moderates) {
            refuseSilenced(streamId, user);
        }
        var text = MessageText.of(message.text(), settings.maxLength());
        if (!moderates) {
            if (MessageText.holdsAny(text, settings.blockedWords())) {
                throw Refusal.of(
                        Refusal.Code.BLOCKED_WORD,
                        "the message holds a word that is not wanted here");
            }
            refuseTooSoon(streamId, room, user, Duration.ofSeconds(settings.slowModeSeconds()));
        }
        int most = moderates ? MODERATORS_MESSAGES : MESSAGES;
        refuseTooOften(messages, streamId, user, most, MESSAGES_WINDOW, "messages");
        refuseElsewhen(message.mediaTime(), now);
        return new ChatEvent.MessageSent(
                streamId,
                now,
                user,
                message.clientId(),
                text,
                message.mode() == null ? DanmakuMode.SCROLL : message.mode(),
                message.color() == null ? MessageColor.WHITE : message.color(),
                message.mediaTime());
    }

    /** Moderators may have been named or dismissed since it came in. */
    private ChatUser asItIsNow(StreamId streamId, ChatUser member) {
        return switch (member.role()) {
            case BROADCASTER, ADMIN -> member;
            case VIEWER, MODERATOR -> {
                boolean moderates = rules.isModerator(streamId, member.id());
                yield new ChatUser(
                        member.id(),
                        member.name(),
                        moderates ? ChatRole.MODERATOR : ChatRole.VIEWER);
            }
        };
    }

    private static void refuseElsewhen(@Nullable Instant mediaTime, Instant now) {
        try {
            MediaTimes.require(mediaTime, now);
        } catch (IllegalArgumentException e) {
            throw Refusal.of(Refusal.Code.INVALID_MESSAGE, String.valueOf(e.getMessage()));
        }
    }

    private void refuseTooSoon(StreamId streamId, Room room, ChatUser user, Duration interval) {
        var wait = room.wait(user, interval, clock.instant());
        if (wait.isPositive()) {
            throw Refusal.of(
                    Refusal.Code.SLOW_MODE,
                    "slow mode: one message in %d s".formatted(interval.toSeconds()),
                    Map.of("retryAfter", Math.ceilDiv(wait.toMillis(), 1000)));
        }
        if (user.guest() && interval.isPositive()) {
            refuseAddress(turns, streamId, user, guestsPerAddress, interval, "messages");
        }
    }

    /** What somebody is refused for itself does not count for its address: nobody can use up what the others have. */
    private void refuseTooOften(
            Pace pace, StreamId streamId, ChatUser user, int most, Duration window, String what) {
        if (!pace.allows(streamId + "/" + user.id(), most)) {
            throw Refusal.of(
                    Refusal.Code.RATE_LIMITED,
                    "more than %d %s in %d s".formatted(most, what, window.toSeconds()));
        }
        if (user.guest()) {
            refuseAddress(pace, streamId, user, guestsPerAddress * most, window, what);
        }
    }

    private static void refuseAddress(
            Pace pace, StreamId streamId, ChatUser user, int most, Duration window, String what) {
        if (!pace.allows(streamId + "@" + user.address(), most, window)) {
            throw Refusal.of(
                    Refusal.Code.RATE_LIMITED,
                    "more than %d %s of guests of one address in %d s"
                            .formatted(most, what, window.toSeconds()));
        }
    }

    /**
     * @throws Refusal if somebody may not react
     */
    void refuseFeeling(StreamId streamId, ChatUser user) {
        refuseSilenced(streamId, user);
        refuseTooOften(reactions, streamId, user, REACTIONS_MOST, REACTIONS_WINDOW, "reactions");
    }

    /**
     * @throws Refusal if somebody may not speak
     */
    void refuseSilenced(StreamId streamId, ChatUser user) {
        if (user.guest() && !rules.letsGuests(streamId)) {
            throw Refusal.of(Refusal.Code.NO_GUESTS, "guests may not speak here any more");
        }
        var ban = rules.ban(streamId, user.id(), clock.instant());
        if (ban.isPresent()) {
            var until = ban.map(ChatRule.Banned::until);
            throw Refusal.of(
                    Refusal.Code.BANNED,
                    until.map(time -> "banned until " + time).orElse("banned"),
                    until.<Map<String, Object>>map(time -> Map.of("until", time)).orElse(Map.of()));
        }
    }
}
