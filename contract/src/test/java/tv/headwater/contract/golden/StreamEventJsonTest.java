package tv.headwater.contract.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tv.headwater.contract.event.SessionEndReason;
import tv.headwater.contract.event.StreamEvent;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.Json;

/** {@link StreamEvent} as {@code stream-events} keeps it. */
class StreamEventJsonTest {

    private static final StreamId ID = new StreamId("abcdefgh01234567");
    private static final Instant AT = Instant.parse("2026-11-22T12:00:00.123456Z");

    static Stream<Golden> values() {
        return Stream.of(
                event("stream_completed", new StreamEvent.StreamCompleted(ID, AT)),
                event("stream_disabled", new StreamEvent.StreamDisabled(ID, AT)),
                event("stream_deleted", new StreamEvent.StreamDeleted(ID, AT)),
                event("stream_key_reset", new StreamEvent.StreamKeyReset(ID, AT)),
                event(
                        "session_started",
                        new StreamEvent.SessionStarted(
                                ID, AT, 1024, new NodeId("ingest-1"), "192.0.2.7")),
                event("session_active", new StreamEvent.SessionActive(ID, AT, 1024)),
                event(
                        "session_ended",
                        new StreamEvent.SessionEnded(
                                ID, AT, 1024, SessionEndReason.PUBLISHER_LEFT, 4711, 12L, 1L, 3)),
                event(
                        "session_ended_without_media",
                        new StreamEvent.SessionEnded(
                                ID,
                                AT,
                                1024,
                                SessionEndReason.MEDIA_TIMEOUT,
                                0,
                                null,
                                null,
                                null)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    void isWrittenAndReadAsItStands(Golden golden) {
        golden.check();
    }

    private static Golden event(String file, StreamEvent event) {
        return Golden.of(file, event, StreamEvent.class);
    }

    @Test
    void aNewerWritersPropertyIsSkipped() {
        var newer = Golden.text("session_active").replace("\"epoch\"", "\"new\":{},\"epoch\"");
        assertThat(Json.read(newer.getBytes(StandardCharsets.UTF_8), StreamEvent.class))
                .isEqualTo(new StreamEvent.SessionActive(ID, AT, 1024));
    }
}
