package tv.headwater.chat.ws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tv.headwater.chat.TestChat;
import tv.headwater.contract.id.MessageId;
import tv.headwater.contract.id.StreamId;

/** Who comes back after more was said than a room remembers is told so, and finds the rest in the history. */
class AwayForLongTest {

    /** More than the 1,000 that are remembered. */
    private static final int SAID = 1_150;

    private static TestChat chat;

    @BeforeAll
    static void start() {
        chat = TestChat.started();
    }

    @AfterAll
    static void stop() {
        chat.close();
    }

    private static List<MessageId> said(StreamId stream) {
        var ids =
                IntStream.range(0, SAID)
                        .mapToObj(i -> chat.say(stream, "c" + i, "message " + i))
                        .toList();
        return ids.stream().map(CompletableFuture::join).toList();
    }

    private static List<String> ids(JsonNode messages) {
        var ids = new ArrayList<String>();
        messages.forEach(message -> ids.add(message.path("id").asString()));
        return ids;
    }

    private static JsonNode after(StreamId stream, String id) {
        return Client.get(
                chat.context,
                "/api/v1/live-streams/%s/messages?limit=100&after=%s".formatted(stream, id));
    }

    @Test
    void theRestIsInTheHistory() {
        var stream = chat.room(chat.context);
        var ids = said(stream).stream().map(MessageId::toString).toList();
        var last = ids.getLast();
        TestChat.until(
                "all is kept",
                () -> ids(after(stream, ids.get(SAID - 2)).path("items")).contains(last));
        TestChat.until("all is heard", () -> hears(stream, last));
        var first = ids.getFirst();
        try (var back = Client.joined(chat.context, stream, "anna", first)) {
            var joined = back.next("joined");
            assertThat(joined.path("complete").asBoolean()).isFalse();
            var given = ids(joined.path("history"));
            var all = new ArrayList<String>();
            for (var at = first; !at.equals(given.getFirst()); at = all.getLast()) {
                for (var id : ids(after(stream, at).path("items"))) {
                    if (!all.isEmpty() && all.getLast().equals(given.getFirst())) {
                        break;
                    }
                    all.add(id);
                }
            }
            all.removeLast();
            all.addAll(given);
            assertThat(all).isEqualTo(ids.subList(1, SAID));
        }
    }

    @Test
    void whoMissedNoMoreThanIsRememberedIsGivenAll() {
        var stream = chat.room(chat.context);
        var ids = said(stream).stream().map(MessageId::toString).toList();
        TestChat.until("all is heard", () -> hears(stream, ids.getLast()));
        try (var back = Client.joined(chat.context, stream, "anna", ids.get(SAID - 1_001))) {
            var joined = back.next("joined");
            assertThat(joined.path("complete").asBoolean()).isTrue();
            assertThat(ids(joined.path("history"))).isEqualTo(ids.subList(SAID - 1_000, SAID));
        }
        try (var fresh = Client.joined(chat.context, stream, "ben", null)) {
            var joined = fresh.next("joined");
            assertThat(joined.path("complete").asBoolean()).isTrue();
            assertThat(ids(joined.path("history"))).isEqualTo(ids.subList(SAID - 100, SAID));
        }
    }

    private static boolean hears(StreamId stream, String id) {
        try (var client = Client.joined(chat.context, stream, "eve", null)) {
            return ids(client.next("joined").path("history")).contains(id);
        }
    }
}
