package tv.headwater.transcode.log;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From where on each lane is needed, as the group keeps it for a lane's next owner. Used by the thread that reads the lanes. */
final class LaneCommitsTopic {

    private static final Logger log = LoggerFactory.getLogger(LaneCommitsTopic.class);
    private static final Duration LAST_COMMIT = Duration.ofSeconds(1);

    private final Consumer<?, ?> member;
    private final Supplier<Map<Integer, Position>> positions;
    private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();

    /**
     * @param member of the group, which has the lanes
     * @param positions by lane, which may also name lanes that are not meant
     */
    LaneCommitsTopic(Consumer<?, ?> member, Supplier<Map<Integer, Position>> positions) {
        this.member = member;
        this.positions = positions;
    }

    /**
     * Commits what has changed of these lanes, and does not wait for it.
     *
     * @param lanes the member has, which may change until it is done
     */
    void write(Set<TopicPartition> lanes) {
        var changed = changed(lanes);
        if (changed.isEmpty()) {
            return;
        }
        member.commitAsync(
                changed,
                (offsets, failure) -> {
                    if (failure == null) {
                        committed.putAll(offsets);
                        committed.keySet().retainAll(lanes);
                    } else {
                        log.info("a commit failed, the next may not: {}", failure.toString());
                    }
                });
    }

    /** Commits these lanes, which go to others, and waits for it. */
    void writeLast(Set<TopicPartition> lanes) {
        var changed = changed(lanes);
        forget(lanes);
        if (changed.isEmpty()) {
            return;
        }
        try {
            member.commitSync(changed, LAST_COMMIT);
        } catch (KafkaException e) {
            log.warn(
                    "the last commit of {} failed: {}",
                    LaneAssignorTopic.numbers(lanes),
                    e.toString());
        }
    }

    /** These lanes are others': what stands for them may change. */
    void forget(Set<TopicPartition> lanes) {
        committed.keySet().removeAll(lanes);
    }

    private Map<TopicPartition, OffsetAndMetadata> changed(Set<TopicPartition> lanes) {
        var changed = new HashMap<TopicPartition, OffsetAndMetadata>();
        try {
            positions
                    .get()
                    .forEach((lane, position) ->
                            changed.put(
                                    LaneAssignorTopic.partition(lane),
                                    LaneStartsTopic.committed(position)));
        } catch (RuntimeException e) {
            log.error("where lanes are needed from is not known, nothing is committed", e);
        }
        changed.keySet().retainAll(lanes);
        changed.entrySet().removeIf(e -> e.getValue().equals(committed.get(e.getKey())));
        return changed;
    }
}
