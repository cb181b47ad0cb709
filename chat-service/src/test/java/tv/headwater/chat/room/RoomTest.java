package tv.headwater.chat.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tv.headwater.chat.message.ServerFrame;
import tv.headwater.contract.chat.ChatEvent;
import tv.headwater.contract.chat.ChatRole;
import tv.headwater.contract.chat.ChatRule;
import tv.headwater.contract.chat.ChatUser;
import tv.headwater.contract.chat.DanmakuMode;
import tv.headwater.contract.chat.MessageColor;
import tv.headwater.contract.id.MessageId;
import tv.headwater.contract.id.PollId;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.Json;

class RoomTest {

    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    private static final StreamId STREAM = new StreamId("roomaaaaaaaaaaaa");
    private static final ChatUser ANNA = new ChatUser("anna", "Anna", ChatRole.VIEWER);

    private static final PollId POLL = PollId.random();
    private static final byte[] OPEN = poll("open");
    private static final byte[] CLOSED = poll("closed");

    /** Bytes of a frame that the gateway lets through. */
    private static final int GATEWAYS_LIMIT = 524_288;

    private final Room room =
            new Room(
                    NOW,
                    ServerFrame.Rules.of(ChatRule.Settings.of(STREAM)),
                    new Delays(new SimpleMeterRegistry(), Clock.systemUTC()),
                    this::buffer);

    private boolean scarce;

    private ByteBuf buffer(int bytes) {
        if (scarce) {
            throw new OutOfMemoryError("no direct memory");
        }
        return Unpooled.buffer(bytes);
    }

    private static byte[] poll(String status) {
        return Json.write(Map.of("type", "poll", "id", POLL, "status", status));
    }

    private void say(long id, String text) {
        room.on(
                new MessageId(id),
                new ChatEvent.MessageSent(
                        STREAM,
                        NOW,
                        ANNA,
                        "c" + id,
                        text,
                        DanmakuMode.SCROLL,
                        MessageColor.WHITE,
                        NOW));
    }

    private static List<Long> ids(JsonNode joined) {
        var ids = new ArrayList<Long>();
        joined.path("history").forEach(message -> ids.add(message.path("id").asLong()));
        return ids;
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD83D\uDE00", "\u4E2D", "\"", "a"})
    void whoComesBackIsGivenTheNewestThatFit(String character) {
        var text = character.repeat(ChatRule.Settings.MAX_MESSAGE_LENGTH);
        LongStream.rangeClosed(1, Room.REMEMBERED).forEach(id -> say(id, text));
        var ben = new Listening();
        room.join(ben, ANNA, new MessageId(1));
        var frame = ben.frames().getFirst();
        assertThat(frame.length)
                .isLessThan(GATEWAYS_LIMIT * 4 / 5)
                .isGreaterThan(Room.MAX_HISTORY * 9 / 10);
        var joined = Json.read(frame, JsonNode.class);
        var ids = ids(joined);
        assertThat(joined.path("complete").asBoolean()).isFalse();
        assertThat(ids)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(Room.REMEMBERED - ids.size() + 1, Room.REMEMBERED)
                                .boxed()
                                .toList());
    }

    @Test
    void whatFitsIsGivenWhole() {
        LongStream.rangeClosed(1, 150).forEach(id -> say(id, "hello"));
        var back = new Listening();
        room.join(back, ANNA, new MessageId(1));
        var joined = back.heard().getFirst();
        assertThat(joined.path("complete").asBoolean()).isTrue();
        assertThat(ids(joined)).hasSize(149).startsWith(2L).endsWith(150L);
        var fresh = new Listening();
        room.join(fresh, ANNA, null);
        joined = fresh.heard().getFirst();
        assertThat(joined.path("complete").asBoolean()).isTrue();
        assertThat(ids(joined)).hasSize(Room.SHOWN).startsWith(51L).endsWith(150L);
    }

    @Test
    void whoIsNewIsGivenAsManyLongMessages() {
        var text = "\uD83D\uDE00".repeat(ChatRule.Settings.MAX_MESSAGE_LENGTH);
        LongStream.rangeClosed(1, 150).forEach(id -> say(id, text));
        var fresh = new Listening();
        room.join(fresh, ANNA, null);
        assertThat(ids(fresh.heard().getFirst())).hasSize(Room.SHOWN);
    }

    private static List<Long> messages(Listening member) {
        return member.heard().stream()
                .filter(frame -> frame.path("type").asString().equals("message"))
                .map(frame -> frame.path("id").asLong())
                .toList();
    }

    @Test
    void whatCouldNotBeToldIsToldTheNextTime() {
        var anna = new Listening();
        room.join(anna, ANNA, null);
        assertThat(anna.heard()).isNotEmpty();
        say(1, "one");
        scarce = true;
        assertThatThrownBy(room::tell).isInstanceOf(OutOfMemoryError.class);
        say(2, "two");
        assertThatThrownBy(() -> room.join(new Listening(), ANNA, null))
                .isInstanceOf(OutOfMemoryError.class);
        scarce = false;
        say(3, "three");
        assertThat(room.tell()).isEqualTo(3);
        assertThat(messages(anna)).containsExactly(1L, 2L, 3L);
        assertThat(anna.isOpen()).isTrue();
        assertThat(room.members()).isEqualTo(1);
    }

    @Test
    void whoCouldNotBeToldForLongIsToComeBack() {
        var anna = new Listening();
        room.join(anna, ANNA, null);
        scarce = true;
        LongStream.rangeClosed(1, Room.MAX_NEWS).forEach(id -> say(id, "hello"));
        assertThatThrownBy(room::tell).isInstanceOf(OutOfMemoryError.class);
        assertThat(messages(anna)).isEmpty();
        assertThat(anna.isOpen()).isTrue();
        say(Room.MAX_NEWS + 1L, "hello");
        assertThatThrownBy(room::tell).isInstanceOf(OutOfMemoryError.class);
        assertThat(messages(anna)).isEmpty();
        assertThat(anna.isOpen()).isFalse();
        scarce = false;
        assertThat(room.tell()).isZero();
        var back = new Listening();
        room.join(back, ANNA, new MessageId(1));
        assertThat(ids(back.heard().getFirst())).hasSize(Room.MAX_NEWS).endsWith(1001L);
    }

    private static List<String> polls(Listening member) {
        return member.heard().stream()
                .filter(frame -> frame.path("type").asString().equals("poll"))
                .map(frame -> frame.path("status").asString())
                .toList();
    }

    @Test
    void aPollIsToldWhenItChangesAndToWhoComesIn() {
        var anna = new Listening();
        room.join(anna, ANNA, null);
        room.onPoll(POLL, OPEN);
        room.onPoll(POLL, OPEN);
        room.tell();
        room.onPoll(POLL, OPEN);
        room.tell();
        assertThat(polls(anna)).containsExactly("open");
        var ben = new Listening();
        room.join(ben, ANNA, null);
        assertThat(polls(ben)).containsExactly("open");
        room.onPoll(POLL, CLOSED);
        room.tell();
        assertThat(polls(anna)).containsExactly("closed");
    }

    @Test
    void aPollThatNobodyLookedAtIsNotShownAsItWas() {
        var anna = new Listening();
        room.join(anna, ANNA, null);
        room.onPoll(POLL, OPEN);
        room.tell();
        assertThat(polls(anna)).containsExactly("open");
        anna.loop().submit(() -> room.leave(anna)).syncUninterruptibly();
        var ben = new Listening();
        room.join(ben, ANNA, null);
        assertThat(polls(ben)).isEmpty();
        room.onPoll(POLL, OPEN);
        room.tell();
        assertThat(polls(ben)).containsExactly("open");
    }
}
