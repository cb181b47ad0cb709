package tv.headwater.chat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tv.headwater.chat.access.RoomRules;
import tv.headwater.contract.TestKafka;
import tv.headwater.contract.TestPostgres;
import tv.headwater.contract.access.AccessFact;
import tv.headwater.contract.chat.ChatEvent;
import tv.headwater.contract.chat.ChatRole;
import tv.headwater.contract.chat.ChatUser;
import tv.headwater.contract.chat.DanmakuMode;
import tv.headwater.contract.chat.MessageColor;
import tv.headwater.contract.id.MessageId;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.Json;
import tv.headwater.contract.log.Topics;
import tv.headwater.contract.stream.Encryption;
import tv.headwater.contract.stream.Ladder;
import tv.headwater.contract.stream.LatencyMode;
import tv.headwater.contract.stream.PlaybackPolicy;
import tv.headwater.contract.stream.StreamSettings;
import tv.headwater.contract.stream.StreamStatus;

/** chat-service as it ships, on a PostgreSQL and a Kafka of its own. */
public final class TestChat implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    public final TestPostgres postgres = TestPostgres.started();
    public final TestKafka kafka = TestKafka.started(4);
    public final ConfigurableApplicationContext context;

    private TestChat(Map<String, String> more) {
        context = start(more);
    }

    public static TestChat started() {
        return new TestChat(Map.of());
    }

    public static TestChat started(Map<String, String> more) {
        return new TestChat(more);
    }

    /** One more instance, with some settings of its own; the caller closes it. */
    public ConfigurableApplicationContext start(Map<String, String> more) {
        var settings =
                new HashMap<>(
                        Map.of(
                                "server.port", "0",
                                "management.server.port", "0",
                                "headwater.socket.port", "0",
                                "spring.datasource.url", postgres.jdbcUrl(),
                                "spring.datasource.username", "postgres",
                                "headwater.node.base-url", "http://127.0.0.1:1",
                                "headwater.node.drain", "0s",
                                "headwater.kafka.bootstrap-servers",
                                        kafka.settings().bootstrapServers(),
                                "headwater.kafka.lanes", "4"));
        settings.putAll(more);
        return ChatService.application()
                .run(
                        settings.entrySet().stream()
                                .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                                .toArray(String[]::new));
    }

    /** A room of its own, known at these instances. */
    public StreamId room(ConfigurableApplicationContext... instances) {
        var stream = StreamId.random();
        tell(stream, PlaybackPolicy.PUBLIC, instances);
        return stream;
    }

    /** Tells these instances who may play a stream. */
    public void tell(
            StreamId stream, PlaybackPolicy policy, ConfigurableApplicationContext... instances) {
        var settings =
                new StreamSettings(
                        stream,
                        StreamStatus.ACTIVE,
                        policy,
                        LatencyMode.LOW,
                        Ladder.SOURCE,
                        0,
                        60,
                        Encryption.NONE,
                        null,
                        null,
                        0,
                        Instant.now(),
                        UUID.randomUUID());
        kafka.producer()
                .send(
                        new ProducerRecord<>(
                                Topics.STREAMS,
                                stream.value().getBytes(StandardCharsets.US_ASCII),
                                Json.write(settings)));
        for (var instance : instances) {
            var rules = instance.getBean(RoomRules.class);
            until(
                    "the stream is known",
                    () ->
                            rules.stream(stream)
                                    .filter(each -> each.playbackPolicy() == policy)
                                    .isPresent());
        }
    }

    /** Tells what tokens are checked against. */
    public void tell(AccessFact fact) {
        kafka.producer()
                .send(
                        new ProducerRecord<>(
                                Topics.PLAYBACK_ACCESS,
                                fact.key().getBytes(StandardCharsets.US_ASCII),
                                Json.write(fact)));
    }

    /** Says something past the sockets and their limits; its id once it is in the log. */
    public CompletableFuture<MessageId> say(StreamId stream, String clientId, String text) {
        var event =
                new ChatEvent.MessageSent(
                        stream,
                        Instant.now(),
                        new ChatUser("guest-talker", "talker", ChatRole.VIEWER),
                        clientId,
                        text,
                        DanmakuMode.SCROLL,
                        MessageColor.WHITE,
                        null);
        var written = new CompletableFuture<MessageId>();
        kafka.producer()
                .send(
                        new ProducerRecord<>(
                                Topics.CHAT_MESSAGES,
                                stream.value().getBytes(StandardCharsets.US_ASCII),
                                Json.write(event)),
                        (metadata, failure) -> {
                            if (failure == null) {
                                written.complete(new MessageId(metadata.offset()));
                            } else {
                                written.completeExceptionally(failure);
                            }
                        });
        return written;
    }

    /** Where the REST API of an instance is. */
    public static String url(ConfigurableApplicationContext context) {
        var server = ((ServletWebServerApplicationContext) context).getWebServer();
        return "http://127.0.0.1:" + server.getPort();
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** Waits for a condition. */
    public static void until(String what, BooleanSupplier condition) {
        var end = Instant.now().plus(PATIENCE);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("not within " + PATIENCE + ": " + what);
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    @Override
    public void close() {
        context.close();
        kafka.close();
        postgres.close();
    }
}
