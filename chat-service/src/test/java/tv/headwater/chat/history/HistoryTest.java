package tv.headwater.chat.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tv.headwater.chat.TestChat;
import tv.headwater.chat.message.ServerFrame.Message;
import tv.headwater.contract.chat.ChatEvent;
import tv.headwater.contract.chat.ChatRole;
import tv.headwater.contract.chat.ChatUser;
import tv.headwater.contract.chat.DanmakuMode;
import tv.headwater.contract.chat.MessageColor;
import tv.headwater.contract.id.MessageId;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.Json;
import tv.headwater.contract.log.Topics;

class HistoryTest {

    private static final Instant START = Instant.parse("2026-11-01T12:00:00Z");
    private static TestChat chat;
    private static MessageTable table;

    @BeforeAll
    static void start() {
        chat = TestChat.started();
        table = chat.bean(MessageTable.class);
    }

    @AfterAll
    static void stop() {
        chat.close();
    }

    private static ChatEvent.MessageSent message(
            StreamId stream, String text, @Nullable Instant mediaTime) {
        return new ChatEvent.MessageSent(
                stream,
                START,
                new ChatUser("guest-1", "One", ChatRole.VIEWER),
                "c-" + text,
                text,
                DanmakuMode.SCROLL,
                MessageColor.WHITE,
                mediaTime);
    }

    private static MessageId append(ChatEvent event) throws Exception {
        var sent =
                chat.kafka
                        .producer()
                        .send(
                                new ProducerRecord<>(
                                        Topics.CHAT_MESSAGES,
                                        event.streamId().value().getBytes(StandardCharsets.UTF_8),
                                        Json.write(event)));
        return new MessageId(sent.get().offset());
    }

    private static List<String> texts(StreamId stream) {
        return table.after(stream, -1, 5000).stream().map(Message::text).toList();
    }

    @Test
    void whatWasSaidIsThereInOrderAndWhatWasDeletedIsNot() throws Exception {
        var stream = StreamId.random();
        append(message(stream, "a", null));
        var second = append(message(stream, "b", null));
        append(new ChatEvent.ReactionsCounted(stream, START, Map.of("x", 1), null));
        append(new ChatEvent.MessageDeleted(stream, START, second, "somebody"));
        append(message(stream, "c", null));
        TestChat.until("all kept", () -> texts(stream).equals(List.of("a", "c")));
        assertThat(table.before(stream, Long.MAX_VALUE, 1)).hasSize(2);
        assertThat(table.find(stream, second)).isEmpty();
    }

    @Test
    void writingAgainChangesNothing() {
        var stream = StreamId.random();
        var id = new MessageId(7);
        var events =
                List.of(
                        new Logged(id, message(stream, "a", null)),
                        new Logged(
                                new MessageId(8),
                                new ChatEvent.MessageDeleted(stream, START, id, "x")),
                        new Logged(new MessageId(9), message(stream, "b", null)));
        table.write(events);
        table.write(events);
        assertThat(texts(stream)).containsExactly("b");
    }

    @Test
    void nothingIsLostWhileTheDatabaseIsAway() throws Exception {
        var stream = StreamId.random();
        append(message(stream, "before", null));
        TestChat.until("first kept", () -> texts(stream).size() == 1);
        chat.postgres.stop();
        var expected = new ArrayList<>(List.of("before"));
        for (int i = 0; i < 1500; i++) {
            append(message(stream, "m" + i, null));
            expected.add("m" + i);
        }
        chat.postgres.start();
        TestChat.until("all kept", () -> readable(stream) == expected.size());
        assertThat(texts(stream)).isEqualTo(expected);
    }

    private static int readable(StreamId stream) {
        try {
            return texts(stream).size();
        } catch (RuntimeException e) {
            return -1;
        }
    }

    @Test
    void oneThatCannotBeKeptHoldsUpNoOther() throws Exception {
        var stream = StreamId.random();
        append(message(stream, "good", null));
        append(message(stream, "bad\0", null));
        append(message(stream, "long ago", Instant.MIN));
        append(message(stream, "also good", null));
        TestChat.until("others kept", () -> texts(stream).equals(List.of("good", "also good")));
    }

    @Test
    void mediaTimesAndHeat() {
        var stream = StreamId.random();
        var events = new ArrayList<Logged>();
        for (int i = 0; i < 10; i++) {
            // later pictures were spoken of first
            events.add(
                    new Logged(
                            new MessageId(i),
                            message(stream, "m" + i, START.plusSeconds(100 - i * 10L))));
        }
        events.add(new Logged(new MessageId(99), message(stream, "no picture", null)));
        table.write(events);
        var page = table.ofMedia(stream, START, START.plusSeconds(50), null, 2);
        assertThat(page).extracting(Message::text).containsExactly("m9", "m8", "m7");
        assertThat(table.heat(HeatMaps.Range.of(stream, START, START.plusSeconds(100), 2)))
                .containsExactly(
                        new MessageTable.Bucket(START, 4),
                        new MessageTable.Bucket(START.plusSeconds(50), 5));
    }

    @Test
    void oldOnesGo() {
        var stream = StreamId.random();
        table.write(List.of(new Logged(new MessageId(1), message(stream, "old", null))));
        assertThat(table.purge(START.plusSeconds(1), 10_000)).isPositive();
        assertThat(texts(stream)).isEmpty();
    }
}
