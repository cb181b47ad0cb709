package tv.headwater.contract.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RereadTopicTest {

    private final RereadTopic again =
            new RereadTopic(
                    Map.of(new TopicPartition("table", 0), 4L, new TopicPartition("table", 1), 1L));

    private void read(int partition, long offset, String key) {
        again.on(
                new ConsumerRecord<>(
                        "table",
                        partition,
                        offset,
                        key.getBytes(StandardCharsets.UTF_8),
                        new byte[0]));
    }

    private List<String> told() {
        var told = new ArrayList<String>();
        again.tell(record ->
                told.add(
                        new String(record.key(), StandardCharsets.UTF_8)
                                + record.partition()
                                + record.offset()));
        return told;
    }

    @Test
    void whatWasToldBeforeIsToldAsItIsNow() {
        read(0, 0, "a");
        read(0, 1, "b");
        read(0, 2, "a");
        read(0, 3, "a");
        assertThat(told()).containsExactly("a03", "b01");
    }

    @Test
    void whatIsNewIsToldInFullAndLast() {
        read(0, 3, "a");
        read(0, 4, "b");
        read(1, 1, "c");
        read(0, 5, "b");
        read(0, 6, "a");
        read(1, 0, "d");
        assertThat(told()).containsExactly("a03", "d10", "b04", "c11", "b05", "a06");
    }
}
