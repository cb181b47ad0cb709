package tv.headwater.contract.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A topic that is read again, kept aside until all of it has been: to be told what was true once would undo what is true. Of
 * what had been told before only the newest of each key is told, since the topic may have been made anew; the rest in full.
 */
final class RereadTopic {

    private final Map<TopicPartition, Long> told;
    private final Map<ByteBuffer, ConsumerRecord<byte[], byte[]>> old = new LinkedHashMap<>();
    private final List<ConsumerRecord<byte[], byte[]>> news = new ArrayList<>();

    /** @param told the offsets before which everything was told already */
    RereadTopic(Map<TopicPartition, Long> told) {
        this.told = Map.copyOf(told);
    }

    void on(ConsumerRecord<byte[], byte[]> record) {
        var partition = new TopicPartition(record.topic(), record.partition());
        if (record.key() != null && record.offset() < told.getOrDefault(partition, 0L)) {
            old.put(ByteBuffer.wrap(record.key()), record);
        } else {
            news.add(record);
        }
    }

    void tell(Consumer<ConsumerRecord<byte[], byte[]>> listener) {
        old.values().forEach(listener);
        news.forEach(listener);
    }
}
