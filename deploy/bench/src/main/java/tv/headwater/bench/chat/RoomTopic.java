package tv.headwater.bench.chat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import tv.headwater.bench.BenchFailure;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.Json;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.log.Topics;
import tv.headwater.contract.stream.Encryption;
import tv.headwater.contract.stream.Ladder;
import tv.headwater.contract.stream.LatencyMode;
import tv.headwater.contract.stream.PlaybackPolicy;
import tv.headwater.contract.stream.StreamSettings;
import tv.headwater.contract.stream.StreamStatus;

/** Tells chat-service of a stream, as metadata-service would. */
final class RoomTopic {

    private static final int RECONNECT_SECONDS = 60;

    private RoomTopic() {}

    static void announce(KafkaSettings kafka, StreamId streamId) throws InterruptedException {
        var settings =
                new StreamSettings(
                        streamId,
                        StreamStatus.ACTIVE,
                        PlaybackPolicy.PUBLIC,
                        LatencyMode.LOW,
                        Ladder.SOURCE,
                        0,
                        RECONNECT_SECONDS,
                        Encryption.NONE,
                        null,
                        null,
                        0,
                        Instant.now(),
                        UUID.randomUUID());
        Topics.create(kafka);
        try (var producer =
                new KafkaProducer<>(
                        kafka.client(Map.of()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            producer.send(
                            new ProducerRecord<>(
                                    Topics.STREAMS,
                                    streamId.value().getBytes(StandardCharsets.US_ASCII),
                                    Json.write(settings)))
                    .get();
        } catch (ExecutionException e) {
            throw new BenchFailure("the stream could not be announced: " + e.getMessage());
        }
    }
}
