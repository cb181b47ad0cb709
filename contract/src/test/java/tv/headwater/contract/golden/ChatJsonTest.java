package tv.headwater.contract.golden;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tv.headwater.contract.access.PlaybackSession;
import tv.headwater.contract.chat.BanScope;
import tv.headwater.contract.chat.ChatEvent;
import tv.headwater.contract.chat.ChatRole;
import tv.headwater.contract.chat.ChatRule;
import tv.headwater.contract.chat.ChatUser;
import tv.headwater.contract.chat.DanmakuMode;
import tv.headwater.contract.chat.MessageColor;
import tv.headwater.contract.chat.TicketFact;
import tv.headwater.contract.id.MessageId;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.StreamId;

/** What chat instances tell each other in {@code chat-messages}, {@code chat-rules} and {@code chat-tickets}. */
class ChatJsonTest {

    private static final StreamId ID = new StreamId("abcdefgh01234567");
    private static final Instant AT = Instant.parse("2026-11-22T12:00:00.123456Z");
    private static final Instant STARTED = Instant.parse("2026-11-22T12:00:00Z");
    private static final ChatUser ANNA =
            new ChatUser("6b7f1c9a-3d2e-4f50-a1b2-c3d4e5f60718", "anna", ChatRole.MODERATOR);
    private static final String BEN = "0f9e8d7c-6b5a-4938-8271-605f4e3d2c1b";
    private static final String HASH =
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    static Stream<Golden> values() {
        return Stream.of(
                event(
                        "chat_message_sent",
                        new ChatEvent.MessageSent(
                                ID,
                                AT,
                                ANNA,
                                "c-1",
                                "what a shot \uD83D\uDD25 <b>",
                                DanmakuMode.TOP,
                                new MessageColor("#ff8800"),
                                STARTED)),
                event(
                        "chat_message_sent_without_picture",
                        new ChatEvent.MessageSent(
                                ID,
                                AT,
                                new ChatUser("guest-0a1b", "Zoë", ChatRole.VIEWER),
                                "c-2",
                                "hello",
                                DanmakuMode.SCROLL,
                                MessageColor.WHITE,
                                null)),
                event(
                        "chat_message_deleted",
                        new ChatEvent.MessageDeleted(ID, AT, new MessageId(4711), ANNA.id())),
                event(
                        "chat_reactions_counted",
                        new ChatEvent.ReactionsCounted(
                                ID, AT, Map.of("\uD83D\uDD25", 12, "\uD83D\uDC4F", 3), STARTED)),
                event(
                        "chat_reactions_counted_without_picture",
                        new ChatEvent.ReactionsCounted(ID, AT, Map.of("\uD83D\uDD25", 1), null)),
                rule(
                        "chat_settings",
                        new ChatRule.Settings(ID, 30, false, List.of("spam", "größer"), 200)),
                rule("chat_settings_usual", ChatRule.Settings.of(ID)),
                rule(
                        "chat_banned",
                        new ChatRule.Banned(
                                ID,
                                "guest-0a1b",
                                "Zoë",
                                STARTED.plusSeconds(600),
                                ANNA.id(),
                                STARTED,
                                null)),
                rule(
                        "chat_banned_for_ever",
                        new ChatRule.Banned(
                                ID, "guest-0a1b", "Zoë", null, ANNA.id(), STARTED, null)),
                rule(
                        "chat_banned_guest_alone",
                        new ChatRule.Banned(
                                ID,
                                "guest-0a1b-2c3d",
                                "Zoë",
                                null,
                                ANNA.id(),
                                STARTED,
                                BanScope.GUEST)),
                rule("chat_moderator", new ChatRule.Moderator(ID, ANNA.id(), "anna", BEN, STARTED)),
                fact(
                        "chat_ticket_issued",
                        new TicketFact.Issued(HASH, ID, ANNA, STARTED.plusSeconds(30), null)),
                fact(
                        "chat_ticket_issued_by_session",
                        new TicketFact.Issued(
                                HASH,
                                ID,
                                ANNA,
                                STARTED.plusSeconds(30),
                                new PlaybackSession(
                                        "5f0c4d2e-9a1b-4c3d-8e7f-0123456789ab",
                                        ID,
                                        "k1",
                                        STARTED,
                                        STARTED.plusSeconds(300)))),
                fact(
                        "chat_ticket_used",
                        new TicketFact.Used(
                                HASH,
                                new NodeId("chat-1"),
                                "5f0c4d2e-9a1b-4c3d-8e7f-0123456789ab")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    void isWrittenAndReadAsItStands(Golden golden) {
        golden.check();
    }

    private static Golden event(String file, ChatEvent event) {
        return Golden.of(file, event, ChatEvent.class);
    }

    private static Golden rule(String file, ChatRule rule) {
        return Golden.of(file, rule, ChatRule.class);
    }

    private static Golden fact(String file, TicketFact fact) {
        return Golden.of(file, fact, TicketFact.class);
    }
}
