package tv.headwater.contract.log;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all of a topic on a thread of its own, without a consumer group, and begins anew when that fails: whoever relies on it must
 * not go on with what was true once. A record that the listener cannot bear is skipped.
 */
final class WholeTopic implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(WholeTopic.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final String topic;
    private final From from;
    private final Listener listener;
    private final PolledTopic reader;

    /** The offsets before which all has been told; none before that is so for the first time. */
    private final Map<TopicPartition, Long> told = new HashMap<>();

    /** Where reading begins. */
    enum From {
        BEGINNING,
        /** With what comes from now on. */
        END
    }

    /** Is called on the reading thread. */
    interface Listener {

        /**
         * @param replayed whether it stood in the topic before reading began
         */
        void on(ConsumerRecord<byte[], byte[]> record, boolean replayed);

        /** All that stood in the topic has been given; again where it was read again. */
        default void onCaughtUp() {}
    }

    /** Starts reading. */
    WholeTopic(KafkaSettings kafka, String topic, From from, Listener listener) {
        this.topic = topic;
        this.from = from;
        this.listener = listener;
        this.reader =
                new PolledTopic(
                        topic + "-reader",
                        kafka,
                        // Where what comes next is gone, reading begins anew as after any failure.
                        Map.of("enable.auto.commit", "false", "auto.offset.reset", "none"),
                        topic,
                        this::read);
    }

    private void read(KafkaConsumer<byte[], byte[]> reading, BooleanSupplier wanted) {
        var partitions =
                reading.partitionsFor(topic, PATIENCE).stream()
                        .map(info -> new TopicPartition(topic, info.partition()))
                        .toList();
        reading.assign(partitions);
        switch (from) {
            case BEGINNING -> reading.seekToBeginning(partitions);
            case END -> reading.seekToEnd(partitions);
        }
        follow(reading, reading.endOffsets(partitions), wanted);
    }

    private void follow(
            KafkaConsumer<byte[], byte[]> reading,
            Map<TopicPartition, Long> ends,
            BooleanSupplier wanted) {
        var again = from == From.BEGINNING && !told.isEmpty() ? new RereadTopic(told) : null;
        boolean behind = true;
        while (wanted.getAsBoolean()) {
            for (var record : reading.poll(POLL)) {
                if (again != null) {
                    again.on(record);
                } else {
                    give(record, ends);
                }
            }
            if (behind
                    && ends.entrySet().stream()
                            .allMatch(end -> reading.position(end.getKey()) >= end.getValue())) {
                behind = false;
                if (again != null) {
                    again.tell(record -> give(record, ends));
                    again = null;
                }
                ends.keySet().forEach(each -> told.put(each, reading.position(each)));
                listener.onCaughtUp();
            }
        }
    }

    private void give(ConsumerRecord<byte[], byte[]> record, Map<TopicPartition, Long> ends) {
        var partition = new TopicPartition(topic, record.partition());
        try {
            listener.on(record, record.offset() < ends.getOrDefault(partition, 0L));
        } catch (RuntimeException e) {
            log.warn("{} offset {} is skipped: {}", topic, record.offset(), e.getMessage());
        }
        told.computeIfPresent(partition, (_, _) -> record.offset() + 1);
    }

    @Override
    public void close() {
        reader.close();
    }
}
