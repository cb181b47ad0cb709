package tv.headwater.chat.moderation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tv.headwater.chat.access.FakeRules;
import tv.headwater.contract.SettableClock;
import tv.headwater.contract.chat.ChatRule.Banned;
import tv.headwater.contract.id.StreamId;
import tv.headwater.rest.ApiProblem;

class BansTest {

    private static final Instant START = Instant.parse("2026-11-01T12:00:00Z");
    private static final StreamId STREAM = new StreamId("bansaaaaaaaaaaaa");

    private final SettableClock clock = new SettableClock(START);
    private final FakeRules rules = new FakeRules();
    private final Bans bans = new Bans(rules, clock);

    private static Banned ban(String userId, @Nullable Duration length) {
        var until = length == null ? null : START.plus(length);
        return new Banned(STREAM, userId, userId, until, "mod", START, null);
    }

    private void fill(@Nullable Duration length) {
        for (int i = 0; i < Bans.MAX_BANS; i++) {
            rules.put(ban("user-" + i, length));
        }
    }

    @Test
    void thereAreOnlySoMany() {
        fill(null);
        assertThatThrownBy(() -> bans.add(ban("one-more", null)))
                .isInstanceOf(ApiProblem.class)
                .hasMessageContaining("5000");
        assertThat(bans.holding(STREAM)).hasSize(Bans.MAX_BANS);
    }

    @Test
    void whatIsOverMakesRoom() {
        fill(Duration.ofMinutes(1));
        clock.pass(Duration.ofMinutes(1));
        assertThat(bans.holding(STREAM)).isEmpty();
        for (int i = 1; i <= 3; i++) {
            bans.add(ban("another-" + i, null));
            assertThat(bans.holding(STREAM)).hasSize(i);
            assertThat(rules.bans(STREAM)).hasSize(Bans.MAX_BANS + i - i * Bans.MAX_CLEARED);
        }
    }

    @Test
    void whatHoldsStays() {
        rules.put(ban("short", Duration.ofMinutes(1)));
        rules.put(ban("long", Duration.ofHours(1)));
        rules.put(ban("ever", null));
        clock.pass(Duration.ofMinutes(1));
        bans.add(ban("new", null));
        assertThat(rules.bans(STREAM))
                .extracting(Banned::userId)
                .containsExactlyInAnyOrder("long", "ever", "new");
    }
}
