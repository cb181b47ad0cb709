package tv.headwater.chat.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.CannotCreateTransactionException;
import tv.headwater.contract.chat.ChatEvent;
import tv.headwater.contract.chat.ChatRole;
import tv.headwater.contract.chat.ChatUser;
import tv.headwater.contract.chat.DanmakuMode;
import tv.headwater.contract.chat.MessageColor;
import tv.headwater.contract.id.MessageId;
import tv.headwater.contract.id.StreamId;

@ExtendWith(OutputCaptureExtension.class)
class KeeperTest {

    private static final String TEXT = "what was said";

    private final Set<Long> kept = new LinkedHashSet<>();
    private Function<Logged, @Nullable RuntimeException> failing = _ -> null;
    private final Keeper keeper = new Keeper(this::write);

    /** All or nothing. */
    private void write(List<Logged> events) {
        for (var event : events) {
            var failure = failing.apply(event);
            if (failure != null) {
                throw failure;
            }
        }
        events.forEach(event -> kept.add(event.id().value()));
    }

    private static List<Logged> events() {
        return LongStream.range(0, 5).mapToObj(KeeperTest::event).toList();
    }

    private static Logged event(long id) {
        return new Logged(
                new MessageId(id),
                new ChatEvent.MessageSent(
                        new StreamId("keeperaaaaaaaaaa"),
                        Instant.parse("2026-11-01T12:00:00Z"),
                        new ChatUser("guest-1", "One", ChatRole.VIEWER),
                        "c" + id,
                        TEXT,
                        DanmakuMode.SCROLL,
                        MessageColor.WHITE,
                        null));
    }

    static Stream<RuntimeException> ofAnEvent() {
        return Stream.of(
                new IllegalArgumentException("no timestamp: " + TEXT),
                new NullPointerException(TEXT),
                new DataIntegrityViolationException(
                        TEXT, new SQLException("failing row contains " + TEXT, "22021")));
    }

    @ParameterizedTest
    @MethodSource("ofAnEvent")
    void oneThatCannotBeKeptIsLeftOut(RuntimeException failure, CapturedOutput output) {
        failing = event -> event.id().value() == 2 ? failure : null;
        keeper.accept(events());
        assertThat(kept).containsExactly(0L, 1L, 3L, 4L);
        assertThat(output)
                .contains("MessageSent 2 of keeperaaaaaaaaaa cannot be kept")
                .doesNotContain(TEXT);
    }

    static Stream<RuntimeException> ofTheDatabase() {
        return Stream.of(
                new CannotCreateTransactionException(
                        "away", new SQLTransientConnectionException("no connection")),
                new CannotCreateTransactionException("closed", new SQLException("has been closed")),
                new DataIntegrityViolationException("away", new SQLException("away", "08006")),
                new CannotAcquireLockException("deadlock", new SQLException("deadlock", "40P01")));
    }

    @ParameterizedTest
    @MethodSource("ofTheDatabase")
    void nothingIsLeftOutWhileTheDatabaseIsAway(RuntimeException failure) {
        failing = event -> event.id().value() >= 3 ? failure : null;
        assertThatThrownBy(() -> keeper.accept(events())).isSameAs(failure);
        failing = _ -> null;
        keeper.accept(events());
        assertThat(kept).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L);
    }

    @Test
    void theDatabaseMayGoAwayWhileOneIsLeftOut() {
        var away = new CannotCreateTransactionException("away", new SQLException("", "57P01"));
        var wrong = new IllegalArgumentException("wrong");
        failing = event -> event.id().value() == 1 ? wrong : event.id().value() == 4 ? away : null;
        assertThatThrownBy(() -> keeper.accept(events())).isSameAs(away);
        failing = event -> event.id().value() == 1 ? wrong : null;
        keeper.accept(events());
        assertThat(kept).containsExactlyInAnyOrder(0L, 2L, 3L, 4L);
    }
}
