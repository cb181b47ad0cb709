package tv.headwater.chat.access;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.chat.ChatRule;
import tv.headwater.contract.chat.TicketFact;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.Json;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.log.TableTopic;
import tv.headwater.contract.log.Topics;
import tv.headwater.contract.stream.StreamSettings;
import tv.headwater.rest.ApiProblem;

/** {@link RoomRules} and {@link TicketLog} on the topics that have them. Safe for use by many threads. */
final class RoomsTopics implements RoomRules, TicketLog, AutoCloseable {

    private static final long PATIENCE_MS = 4000;

    private final Map<StreamId, StreamSettings> streams = new ConcurrentHashMap<>();
    private final KnownRules rules = new KnownRules();
    private final TableTopic<StreamSettings> streamTable;
    private final TableTopic<ChatRule> ruleTable;
    private final KafkaProducer<byte[], byte[]> producer;

    /** Starts reading. */
    RoomsTopics(KafkaSettings kafka) {
        producer =
                new KafkaProducer<>(
                        kafka.client(
                                Map.of(
                                        "acks", "all",
                                        "linger.ms", "0",
                                        "max.block.ms", "2000",
                                        "request.timeout.ms", "2000",
                                        "delivery.timeout.ms", "3000",
                                        "buffer.memory", "8388608")),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        streamTable =
                new TableTopic<>(
                        kafka,
                        Topics.STREAMS,
                        StreamSettings.class,
                        (key, settings, at, replayed) -> on(new StreamId(key), settings));
        ruleTable =
                new TableTopic<>(
                        kafka,
                        Topics.CHAT_RULES,
                        ChatRule.class,
                        (key, rule, at, replayed) -> rules.on(key, rule));
    }

    private void on(StreamId streamId, @Nullable StreamSettings settings) {
        if (settings == null) {
            streams.remove(streamId);
        } else {
            streams.put(streamId, settings);
        }
    }

    @Override
    public boolean isKnown() {
        return streamTable.isCaughtUp() && ruleTable.isCaughtUp();
    }

    @Override
    public Optional<StreamSettings> stream(StreamId streamId) {
        return Optional.ofNullable(streams.get(streamId));
    }

    @Override
    public ChatRule.Settings settings(StreamId streamId) {
        return rules.settings(streamId);
    }

    @Override
    public boolean isModerator(StreamId streamId, String userId) {
        return rules.isModerator(streamId, userId);
    }

    @Override
    public List<ChatRule.Moderator> moderators(StreamId streamId) {
        return rules.moderators(streamId);
    }

    @Override
    public List<ChatRule.Banned> bans(StreamId streamId) {
        return rules.bans(streamId);
    }

    @Override
    public Optional<ChatRule.Banned> ban(StreamId streamId, String id, Instant now) {
        return rules.ban(streamId, id, now);
    }

    /** What was put is known here at once, and elsewhere as the topic tells it. */
    @Override
    public void put(ChatRule rule) {
        send(Topics.CHAT_RULES, rule.key(), Json.write(rule));
        rules.on(rule.key(), rule);
    }

    @Override
    public void remove(String key) {
        send(Topics.CHAT_RULES, key, null);
        rules.on(key, null);
    }

    @Override
    public void append(TicketFact fact) {
        send(Topics.CHAT_TICKETS, fact.ticketHash(), Json.write(fact));
    }

    @SuppressWarnings("NullAway") // a tombstone has no value
    private void send(String topic, String key, byte @Nullable [] value) {
        var bytes = key.getBytes(StandardCharsets.UTF_8);
        try {
            producer.send(new ProducerRecord<>(topic, bytes, value))
                    .get(PATIENCE_MS, TimeUnit.MILLISECONDS);
        } catch (KafkaException | ExecutionException | TimeoutException e) {
            throw ApiProblem.unavailable("the log does not answer; try again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiProblem.unavailable("the service is stopping; try again");
        }
    }

    @Override
    public void close() {
        streamTable.close();
        ruleTable.close();
        producer.close(Duration.ofSeconds(2));
    }
}
