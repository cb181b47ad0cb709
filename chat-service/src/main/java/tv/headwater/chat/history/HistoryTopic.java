package tv.headwater.chat.history;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.headwater.contract.chat.ChatEvent;
import tv.headwater.contract.id.MessageId;
import tv.headwater.contract.log.Json;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.log.PolledTopic;
import tv.headwater.contract.log.Topics;

/**
 * Brings what was said to whoever keeps it. All instances share one consumer group, so each part of the log is read by one of
 * them, and what is not yet kept is read again: an offset is committed after its events were taken. While they are not taken,
 * at most one batch is in memory, and the log waits.
 */
final class HistoryTopic implements AutoCloseable {

    static final String GROUP = "chat-history";

    private static final Logger log = LoggerFactory.getLogger(HistoryTopic.class);
    private static final int BATCH = 500;
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Consumer<List<Logged>> keeper;
    private final LongConsumer kept;
    private final PolledTopic reader;

    /**
     * Starts reading.
     *
     * @param keeper takes a batch in the log's order; if it throws, it is given the same again a second later
     * @param kept is told how many events were taken
     */
    HistoryTopic(KafkaSettings kafka, Consumer<List<Logged>> keeper, LongConsumer kept) {
        this.keeper = keeper;
        this.kept = kept;
        this.reader =
                new PolledTopic(
                        "chat-history",
                        kafka,
                        Map.of(
                                "group.id",
                                GROUP,
                                "enable.auto.commit",
                                "false",
                                "auto.offset.reset",
                                "earliest",
                                "max.poll.records",
                                String.valueOf(BATCH),
                                "fetch.max.bytes",
                                String.valueOf(4 << 20),
                                "partition.assignment.strategy",
                                "org.apache.kafka.clients.consumer.CooperativeStickyAssignor"),
                        Topics.CHAT_MESSAGES,
                        this::read);
    }

    private void read(KafkaConsumer<byte[], byte[]> reading, BooleanSupplier wanted) {
        reading.subscribe(List.of(Topics.CHAT_MESSAGES));
        boolean away = false;
        while (wanted.getAsBoolean()) {
            var records = reading.poll(away ? PAUSE : POLL);
            if (away) {
                // Nothing came while it was paused; what was not taken is read again now.
                reading.resume(reading.paused());
                away = false;
            } else if (!records.isEmpty()) {
                away = !took(reading, records);
            }
        }
    }

    /** Reading goes on after what was taken, or again with what was not. */
    private boolean took(
            KafkaConsumer<byte[], byte[]> reading, ConsumerRecords<byte[], byte[]> records) {
        var events = events(records);
        try {
            if (!events.isEmpty()) {
                keeper.accept(events);
            }
        } catch (RuntimeException e) {
            log.debug("history waits: {}", e.toString());
            again(reading, records);
            return false;
        }
        kept.accept(events.size());
        reading.commitSync(records.nextOffsets());
        return true;
    }

    private static void again(
            KafkaConsumer<byte[], byte[]> reading, ConsumerRecords<byte[], byte[]> records) {
        var firsts = new HashMap<TopicPartition, Long>();
        for (var partition : records.partitions()) {
            firsts.put(partition, records.records(partition).getFirst().offset());
        }
        Set<TopicPartition> assigned = reading.assignment();
        firsts.forEach((partition, offset) -> {
            if (assigned.contains(partition)) {
                reading.seek(partition, offset);
            }
        });
        reading.pause(assigned);
    }

    private static List<Logged> events(ConsumerRecords<byte[], byte[]> records) {
        var events = new ArrayList<Logged>(records.count());
        for (var record : records) {
            var event = event(record);
            if (event != null) {
                events.add(event);
            }
        }
        return events;
    }

    /** Null for what is not kept and what cannot be read. */
    private static @Nullable Logged event(ConsumerRecord<byte[], byte[]> record) {
        try {
            var event = Json.read(record.value(), ChatEvent.class);
            return event instanceof ChatEvent.ReactionsCounted
                    ? null
                    : new Logged(new MessageId(record.offset()), event);
        } catch (RuntimeException e) {
            log.warn(
                    "{} partition {} offset {} of {} is not kept: {}",
                    Topics.CHAT_MESSAGES,
                    record.partition(),
                    record.offset(),
                    record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8),
                    e.getMessage());
            return null;
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
