package tv.headwater.chat.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.chat.BanScope;
import tv.headwater.contract.chat.ChatRule;
import tv.headwater.contract.id.StreamId;

class KnownRulesTest {

    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    private static final StreamId STREAM = new StreamId("rulesaaaaaaaaaaa");
    private static final StreamId OTHER = new StreamId("rulesbbbbbbbbbbb");

    private static final List<String> IDS =
            List.of(
                    "anna",
                    "ann",
                    "guest-0a",
                    "guest-0a-1",
                    "guest-0a-2",
                    "guest-0a-zz",
                    "guest-0a0-1",
                    "guest-0b-1",
                    "guest-0-1");

    private final KnownRules rules = new KnownRules();

    private void ban(String userId, @Nullable Instant until, @Nullable BanScope scope) {
        var ban = new ChatRule.Banned(STREAM, userId, userId, until, "mod", NOW, scope);
        rules.on(ban.key(), ban);
    }

    private List<String> banned() {
        return IDS.stream().filter(id -> rules.ban(STREAM, id, NOW).isPresent()).toList();
    }

    @Test
    void anAccountIsBannedByItself() {
        ban("ann", null, null);
        assertThat(banned()).containsExactly("ann");
        assertThat(rules.ban(OTHER, "ann", NOW)).isEmpty();
        rules.on(ChatRule.Banned.keyOf(STREAM, "ann"), null);
        assertThat(banned()).isEmpty();
    }

    @Test
    void aGuestIsBannedWithAllOfItsAddressOrAlone() {
        ban("guest-0a-2", null, BanScope.GUEST);
        assertThat(banned()).containsExactly("guest-0a-2");
        ban("guest-0a-1", null, BanScope.ADDRESS);
        assertThat(banned()).containsExactly("guest-0a", "guest-0a-1", "guest-0a-2", "guest-0a-zz");
    }

    @Test
    void anotherBanHoldsWhereOneIsOver() {
        ban("guest-0a-1", NOW, null);
        assertThat(banned()).isEmpty();
        ban("guest-0a-zz", NOW.plusSeconds(1), null);
        assertThat(banned()).containsExactly("guest-0a", "guest-0a-1", "guest-0a-2", "guest-0a-zz");
    }

    @Test
    void everyBanThatHitsIsFound() {
        for (var id : IDS) {
            for (var scope : BanScope.values()) {
                ban(id, null, scope);
                var ban = rules.bans(STREAM).getFirst();
                assertThat(banned())
                        .as("%s of %s", id, scope)
                        .containsExactlyElementsOf(IDS.stream().filter(ban::hits).toList());
                rules.on(ban.key(), null);
            }
        }
    }
}
