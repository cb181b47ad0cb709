package tv.headwater.chat.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tv.headwater.chat.access.FakeRules;
import tv.headwater.chat.message.ClientFrame;
import tv.headwater.chat.message.Refusal;
import tv.headwater.chat.message.ServerFrame;
import tv.headwater.contract.SettableClock;
import tv.headwater.contract.chat.ChatEvent.MessageSent;
import tv.headwater.contract.chat.ChatRole;
import tv.headwater.contract.chat.ChatRule;
import tv.headwater.contract.chat.ChatUser;
import tv.headwater.contract.id.StreamId;

class OrderTest {

    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    private static final StreamId STREAM = new StreamId("orderaaaaaaaaaaa");

    private final SettableClock clock = new SettableClock(NOW);
    private final FakeRules rules = new FakeRules();
    private final Order order = new Order(rules, 8, clock);
    private final Room room =
            new Room(
                    NOW,
                    ServerFrame.Rules.of(ChatRule.Settings.of(STREAM)),
                    new Delays(new SimpleMeterRegistry(), clock),
                    Unpooled::buffer);

    private MessageSent said(ChatUser user, String text, @Nullable Instant mediaTime) {
        return order.checked(
                STREAM, room, user, new ClientFrame.Message("1", text, null, null, mediaTime));
    }

    private static void assertRefused(Refusal.Code code, ThrowingCallable speaking) {
        assertThatThrownBy(speaking)
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-01T12:00:59Z", "2026-10-18T12:00:00Z", "2026-10-02T12:00:00Z"})
    void mediaTimesThatMayBeOfAPlayhead(Instant mediaTime) {
        var anna = new ChatUser("anna", "Anna", ChatRole.VIEWER);
        assertThat(said(anna, "hello", mediaTime).mediaTime()).isEqualTo(mediaTime);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1000000000-01-01T00:00:00Z",
                "-4713-01-01T00:00:00Z",
                "1970-01-01T00:00:00Z",
                "2026-09-30T12:00:00Z",
                "2026-11-01T12:02:00Z",
                "+1000000000-12-31T23:59:59Z"
            })
    void mediaTimesOfNoPlayhead(Instant mediaTime) {
        var anna = new ChatUser("anna", "Anna", ChatRole.VIEWER);
        assertRefused(Refusal.Code.INVALID_MESSAGE, () -> said(anna, "hello", mediaTime));
    }

    @Test
    void whoIsDismissedIsOneOfManyAtOnce() {
        var mod = new ChatUser("mod", "Mod", ChatRole.MODERATOR);
        rules.put(new ChatRule.Settings(STREAM, 60, true, List.of("spam"), 500));
        rules.put(new ChatRule.Moderator(STREAM, "mod", "Mod", "owner", NOW));
        for (int i = 0; i < 3; i++) {
            assertThat(said(mod, "spam", null).user().role()).isEqualTo(ChatRole.MODERATOR);
        }
        rules.remove(ChatRule.Moderator.keyOf(STREAM, "mod"));
        assertRefused(Refusal.Code.BLOCKED_WORD, () -> said(mod, "spam", null));
        assertThat(said(mod, "hello", null).user().role()).isEqualTo(ChatRole.VIEWER);
        assertRefused(Refusal.Code.SLOW_MODE, () -> said(mod, "hello", null));
        clock.pass(Duration.ofMinutes(1));
        rules.put(new ChatRule.Banned(STREAM, "mod", "Mod", null, "owner", NOW, null));
        assertRefused(Refusal.Code.BANNED, () -> said(mod, "hello", null));
    }

    @Test
    void whoIsNamedKeepsOrderAtOnce() {
        var anna = new ChatUser("anna", "Anna", ChatRole.VIEWER);
        rules.put(new ChatRule.Settings(STREAM, 0, true, List.of("spam"), 500));
        assertRefused(Refusal.Code.BLOCKED_WORD, () -> said(anna, "spam", null));
        rules.put(new ChatRule.Moderator(STREAM, "anna", "Anna", "owner", NOW));
        assertThat(said(anna, "spam", null).user())
                .isEqualTo(new ChatUser("anna", "Anna", ChatRole.MODERATOR));
    }

    @ParameterizedTest
    @EnumSource(names = {"BROADCASTER", "ADMIN"})
    void othersAreWhatTheyWere(ChatRole role) {
        var boss = new ChatUser("boss", "Boss", role);
        assertThat(said(boss, "hello", null).user()).isEqualTo(boss);
    }
}
