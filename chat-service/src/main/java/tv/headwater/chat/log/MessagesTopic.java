package tv.headwater.chat.log;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.headwater.contract.chat.ChatEvent;
import tv.headwater.contract.id.MessageId;
import tv.headwater.contract.log.Json;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.log.PolledTopic;
import tv.headwater.contract.log.Topics;

/**
 * Writes to {@code chat-messages}, and reads all of it from a while back, on a thread of its own and without a consumer group: every
 * instance hears every room. A reader that fails goes on where it was.
 */
public final class MessagesTopic implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(MessagesTopic.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Duration backlog;
    private final Clock clock;
    private final Listener listener;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<TopicPartition, Long> next = new HashMap<>();
    private final PolledTopic reader;
    private volatile boolean caughtUp;

    /** Is called on the reading thread, in the log's order of each stream. */
    public interface Listener {

        void on(MessageId id, ChatEvent event);
    }

    /**
     * Starts reading.
     *
     * @param backlog how far back
     */
    public MessagesTopic(KafkaSettings kafka, Duration backlog, Clock clock, Listener listener) {
        this.backlog = backlog;
        this.clock = clock;
        this.listener = listener;
        this.producer =
                new KafkaProducer<>(
                        kafka.client(
                                Map.of(
                                        "acks", "all",
                                        "linger.ms", "0",
                                        "max.block.ms", "1000",
                                        "request.timeout.ms", "3000",
                                        "delivery.timeout.ms", "5000",
                                        "buffer.memory", "16777216")),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        this.reader =
                new PolledTopic(
                        "chat-messages",
                        kafka,
                        Map.of("enable.auto.commit", "false", "auto.offset.reset", "earliest"),
                        Topics.CHAT_MESSAGES,
                        this::read);
    }

    /** Whether all that stood in the log at the start has been given. */
    public boolean isCaughtUp() {
        return caughtUp;
    }

    /**
     * Writes an event. May block for a second where the log is away.
     *
     * @return completes with its id once it is in the log for good; fails if that is not so in time
     */
    public CompletableFuture<MessageId> append(ChatEvent event) {
        var written = new CompletableFuture<MessageId>();
        var key = event.streamId().value().getBytes(StandardCharsets.US_ASCII);
        try {
            producer.send(
                    new ProducerRecord<>(Topics.CHAT_MESSAGES, key, Json.write(event)),
                    (metadata, failure) -> {
                        if (failure == null) {
                            written.complete(new MessageId(metadata.offset()));
                        } else {
                            written.completeExceptionally(failure);
                        }
                    });
        } catch (KafkaException e) {
            written.completeExceptionally(e);
        }
        return written;
    }

    private void read(KafkaConsumer<byte[], byte[]> reading, BooleanSupplier wanted) {
        begin(reading);
        var ends = reading.endOffsets(reading.assignment());
        while (wanted.getAsBoolean()) {
            for (var record : reading.poll(POLL)) {
                give(record);
            }
            caughtUp =
                    caughtUp
                            || ends.entrySet().stream()
                                    .allMatch(end ->
                                            reading.position(end.getKey()) >= end.getValue());
        }
    }

    private void begin(KafkaConsumer<byte[], byte[]> reading) {
        var partitions =
                reading.partitionsFor(Topics.CHAT_MESSAGES, PATIENCE).stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
        reading.assign(partitions);
        long from = clock.instant().minus(backlog).toEpochMilli();
        var found =
                reading.offsetsForTimes(
                        partitions.stream().collect(Collectors.toMap(each -> each, each -> from)));
        var ends = reading.endOffsets(partitions);
        for (var partition : partitions) {
            var at = found.get(partition);
            long start = at == null ? ends.getOrDefault(partition, 0L) : at.offset();
            reading.seek(partition, next.getOrDefault(partition, start));
        }
    }

    private void give(ConsumerRecord<byte[], byte[]> record) {
        next.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
        try {
            listener.on(new MessageId(record.offset()), Json.read(record.value(), ChatEvent.class));
        } catch (RuntimeException e) {
            log.warn(
                    "{}-{} offset {} is skipped: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    e.getMessage());
        }
    }

    @Override
    public void close() {
        reader.close();
        producer.close(Duration.ofSeconds(2));
    }
}
