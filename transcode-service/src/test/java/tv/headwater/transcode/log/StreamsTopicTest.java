package tv.headwater.transcode.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.Json;
import tv.headwater.contract.log.Topics;
import tv.headwater.contract.stream.Encryption;
import tv.headwater.contract.stream.Ladder;
import tv.headwater.contract.stream.LatencyMode;
import tv.headwater.contract.stream.PlaybackPolicy;
import tv.headwater.contract.stream.StreamSettings;
import tv.headwater.contract.stream.StreamStatus;

@ExtendWith(TestLog.Shared.class)
class StreamsTopicTest {

    private static final StreamId STREAM = new StreamId("settings00000001");
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final TestLog log;

    StreamsTopicTest(TestLog log) {
        this.log = log;
    }

    @Test
    void knowsTheNewestWordOnEachStream() throws Exception {
        var early = settings(LatencyMode.LOW);
        append(Json.write(early));
        List<StreamId> changed = new CopyOnWriteArrayList<>();
        try (var streams = new StreamsTopic(log.kafka(), changed::add)) {
            streams.caughtUp().get(20, TimeUnit.SECONDS);
            assertThat(streams.settings(STREAM)).contains(early);
            assertThat(changed).containsExactly(STREAM);

            append(new byte[] {'{'});
            var late = settings(LatencyMode.STANDARD);
            append(Json.write(late));
            await().atMost(PATIENCE).until(() -> changed.size() == 2);
            assertThat(streams.settings(STREAM)).contains(late);

            append(null);
            await().atMost(PATIENCE).until(() -> changed.size() == 3);
            assertThat(streams.settings(STREAM)).isEmpty();
        }
    }

    private void append(byte[] value) throws Exception {
        log.append(Topics.STREAMS, 0, null, STREAM.value(), value);
    }

    private static StreamSettings settings(LatencyMode mode) {
        return new StreamSettings(
                STREAM,
                StreamStatus.ACTIVE,
                PlaybackPolicy.PUBLIC,
                mode,
                Ladder.AUTO,
                0,
                60,
                Encryption.NONE,
                3,
                1024,
                Instant.parse("2026-11-01T00:00:00Z"));
    }
}
