package tv.headwater.chat.ws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tv.headwater.chat.TestChat;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.Json;

/** What is meant to break out of a text comes through as that text, by the socket and by REST, or is refused with its code. */
class HostileTextTest {

    /** Of one guest: 20 messages in 30 s are allowed. */
    private static final int EACH = 20;

    private static final String AS = "as ";

    private static TestChat chat;

    /**
     * A line of {@code hostile-texts.tsv}.
     *
     * @param json as it stands in the frame; of some it is no JSON
     * @param outcome {@code kept}, {@code as} and the JSON of what is kept, or the code of an error
     */
    private record Sample(String name, String json, String outcome) {

        static Sample of(String line) {
            var cells = line.split("\t", -1);
            assertThat(cells).as(line).hasSize(3);
            return new Sample(cells[0], cells[1], cells[2]);
        }

        /** Text that is kept, or the code with which it is refused. */
        String expected() {
            if (outcome.equals("kept")) {
                return kept(json);
            }
            return outcome.startsWith(AS) ? kept(outcome.substring(AS.length())) : outcome;
        }

        private static String kept(String literal) {
            return "kept: " + Json.MAPPER.readTree(literal).asString();
        }
    }

    @BeforeAll
    static void start() {
        chat = TestChat.started(Map.of("headwater.socket.max-unjoined-per-address", "50"));
    }

    @AfterAll
    static void stop() {
        chat.close();
    }

    private static List<Sample> samples() throws IOException {
        try (var in = HostileTextTest.class.getResourceAsStream("/hostile-texts.tsv")) {
            var text =
                    new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return List.of(text.split("\n", -1)).stream()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(Sample::of)
                    .toList();
        }
    }

    @Test
    void everyTextComesThroughAsItIsOrIsRefused() throws IOException {
        var samples = samples();
        assertThat(samples).hasSizeGreaterThanOrEqualTo(200);
        var stream = chat.room(chat.context);
        Map<String, String> expected = new LinkedHashMap<>();
        Map<String, String> answered = new LinkedHashMap<>();
        Map<String, String> heard = new LinkedHashMap<>();
        try (var ben = Client.joined(chat.context, stream, "ben", null)) {
            ben.next("joined");
            for (int from = 0; from < samples.size(); from += EACH) {
                var some = samples.subList(from, Math.min(samples.size(), from + EACH));
                try (var anna = Client.open(chat.context, stream)) {
                    var address = "192.0.2." + (1 + from / EACH);
                    anna.join(Client.ticket(chat.context, stream, "anna", address), null);
                    anna.next("joined");
                    for (var sample : some) {
                        expected.put(sample.name(), sample.expected());
                        answered.put(sample.name(), say(anna, sample));
                    }
                }
            }
            var kept = new LinkedHashMap<>(expected);
            kept.values().removeIf(outcome -> !outcome.startsWith("kept: "));
            assertThat(answered).isEqualTo(expected);
            while (heard.size() < kept.size()) {
                note(ben.next("message"), heard);
            }
            assertThat(heard).isEqualTo(kept);
            TestChat.until("all is kept", () -> read(stream).size() >= kept.size());
            assertThat(read(stream)).isEqualTo(kept);
        }
    }

    @Test
    void aClientIdThatCannotBeWrittenDownIsRefused() {
        var stream = chat.room(chat.context);
        try (var anna = Client.joined(chat.context, stream, "anna", null)) {
            anna.next("joined");
            for (var clientId : List.of("a\\u0000b", "\\ud83d", " ", "x".repeat(65))) {
                anna.text(
                        "{\"type\":\"message\",\"clientId\":\"%s\",\"text\":\"hello\"}"
                                .formatted(clientId));
                assertThat(anna.next("error").path("code").asString()).isEqualTo("invalid_frame");
            }
        }
    }

    /** What its sender gets for it. A frame that cannot be read has no {@code clientId} to answer to. */
    private static String say(Client anna, Sample sample) {
        anna.text(
                "{\"type\":\"message\",\"clientId\":\"%s\",\"text\":%s}"
                        .formatted(sample.name(), sample.json()));
        var answer =
                anna.next(frame ->
                        List.of("message", "error").contains(frame.path("type").asString()));
        if (answer.path("type").asString().equals("error")) {
            var about = answer.path("clientId").asString("");
            assertThat(about).isIn("", sample.name());
            return answer.path("code").asString();
        }
        assertThat(answer.path("clientId").asString()).isEqualTo(sample.name());
        return "kept: " + answer.path("text").asString();
    }

    private static void note(JsonNode message, Map<String, String> texts) {
        texts.put(message.path("clientId").asString(), "kept: " + message.path("text").asString());
    }

    private static Map<String, String> read(StreamId stream) {
        var path = "/api/v1/live-streams/" + stream + "/messages?limit=100";
        var newestFirst = new ArrayList<JsonNode>();
        var cursor = "";
        do {
            var page = Client.get(chat.context, path + cursor);
            page.path("items").forEach(newestFirst::add);
            var next = page.path("nextCursor").asString("");
            cursor = next.isEmpty() ? "" : "&cursor=" + next;
        } while (!cursor.isEmpty());
        var texts = new LinkedHashMap<String, String>();
        newestFirst.reversed().forEach(message -> note(message, texts));
        return texts;
    }
}
