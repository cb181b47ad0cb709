package tv.headwater.transcode.log;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.log.Topics;

/**
 * Where reading a lane begins: at the group's commit, but not before what the log still has, nor before what is too old to be caught
 * up with.
 */
final class LaneStartsTopic implements AutoCloseable {

    /** How far the clocks of those who write the two topics may be apart. */
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(10);

    private final Consumer<?, ?> member;
    private final Consumer<?, ?> renditions;
    private final Duration maxCatchUp;
    private final Duration patience;

    /**
     * @param member of the group, which has the lanes
     * @param patience for each question to Kafka
     */
    LaneStartsTopic(
            KafkaSettings kafka, Consumer<?, ?> member, Duration maxCatchUp, Duration patience) {
        this.member = member;
        this.renditions =
                new KafkaConsumer<>(
                        kafka.client(Map.of("enable.auto.commit", "false")),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        this.maxCatchUp = maxCatchUp;
        this.patience = patience;
    }

    /** A position as the group keeps it. */
    static OffsetAndMetadata committed(Position position) {
        return new OffsetAndMetadata(position.source(), Long.toString(position.rendition()));
    }

    /**
     * @param lanes of {@code source-media}
     * @throws org.apache.kafka.common.KafkaException if Kafka does not answer in time
     */
    Map<TopicPartition, Position> of(Set<TopicPartition> lanes) {
        var all = List.copyOf(lanes);
        var commits = member.committed(lanes, patience);
        var begins = member.beginningOffsets(all, patience);
        var since = since(member, all, maxCatchUp);
        var hints = hints(all);
        var ends = member.endOffsets(all, patience);
        var positions = new HashMap<TopicPartition, Position>();
        for (var lane : all) {
            long floor = Math.max(begins.getOrDefault(lane, 0L), since.getOrDefault(lane, 0L));
            long rendition = hints.getOrDefault(rendition(lane), 0L);
            @Nullable OffsetAndMetadata commit = commits.get(lane);
            // A commit beyond the end is of a topic that is no more.
            boolean isUsable = commit != null && commit.offset() <= ends.getOrDefault(lane, 0L);
            positions.put(
                    lane,
                    commit == null || !isUsable
                            ? new Position(floor, rendition)
                            : new Position(
                                    Math.max(floor, commit.offset()),
                                    Math.max(rendition, hint(commit.metadata()))));
        }
        return positions;
    }

    /** The first offset of each lane that is not older than {@code age}; its end if all is. */
    private Map<TopicPartition, Long> since(
            Consumer<?, ?> consumer, Collection<TopicPartition> lanes, Duration age) {
        var ends = consumer.endOffsets(lanes, patience);
        var from = new HashMap<TopicPartition, Long>();
        lanes.forEach(lane -> from.put(lane, System.currentTimeMillis() - age.toMillis()));
        var found = consumer.offsetsForTimes(from, patience);
        var since = new HashMap<TopicPartition, Long>();
        for (var lane : lanes) {
            @Nullable OffsetAndTimestamp first = found.get(lane);
            since.put(lane, first == null ? ends.getOrDefault(lane, 0L) : first.offset());
        }
        return since;
    }

    private static long hint(@Nullable String metadata) {
        try {
            return metadata == null ? 0 : Math.max(0, Long.parseLong(metadata));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private Map<TopicPartition, Long> hints(Collection<TopicPartition> lanes) {
        var all = lanes.stream().map(LaneStartsTopic::rendition).toList();
        renditions.assign(all);
        return since(renditions, all, maxCatchUp.plus(CLOCK_SKEW));
    }

    private static TopicPartition rendition(TopicPartition lane) {
        return new TopicPartition(Topics.RENDITION_MEDIA, lane.partition());
    }

    @Override
    public void close() {
        renditions.close(CloseOptions.timeout(Duration.ZERO));
    }
}
