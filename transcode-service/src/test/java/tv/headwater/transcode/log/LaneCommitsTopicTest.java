package tv.headwater.transcode.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestLog.Shared.class)
class LaneCommitsTopicTest {

    private final TestLog log;
    private final KafkaConsumer<byte[], byte[]> member;
    private final Map<Integer, Position> positions = new HashMap<>();
    private final Set<TopicPartition> lanes = new HashSet<>(lanes(0, 1));
    private final LaneCommitsTopic commits;

    LaneCommitsTopicTest(TestLog log) {
        this.log = log;
        this.member =
                new KafkaConsumer<>(
                        log.kafka()
                                .client(
                                        Map.of(
                                                "group.id",
                                                SourceMediaTopic.GROUP,
                                                "enable.auto.commit",
                                                "false")),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        this.commits = new LaneCommitsTopic(member, () -> positions);
    }

    @BeforeEach
    void reset() throws InterruptedException, ExecutionException {
        log.reset();
        member.assign(lanes(0, 1, 2));
    }

    @AfterEach
    void close() {
        member.close();
    }

    private static List<TopicPartition> lanes(Integer... numbers) {
        return List.of(numbers).stream().map(LaneAssignorTopic::partition).toList();
    }

    private void awaitCommit(int lane, long offset) {
        await(() -> {
            member.poll(Duration.ofMillis(10));
            var commit = log.commits().get(lane);
            return commit != null && commit.offset() == offset;
        });
        // The log shows a commit some time before the member's callback has run.
        member.commitSync(Map.of());
    }

    @Test
    void whatTheMemberHasIsCommittedAndNothingElse()
            throws InterruptedException, ExecutionException {
        positions.put(0, new Position(5, 50));
        positions.put(2, new Position(7, 70));
        commits.write(lanes);
        awaitCommit(0, 5);
        assertThat(log.commits()).containsOnlyKeys(0);
        assertThat(log.commits().get(0).metadata()).isEqualTo("50");
    }

    @Test
    void whatIsCommittedIsNotCommittedAgain() throws InterruptedException, ExecutionException {
        positions.put(0, new Position(5, 50));
        commits.write(lanes);
        awaitCommit(0, 5);
        log.commit(0, 99, "of somebody else");
        positions.put(1, new Position(6, 60));
        commits.write(lanes);
        awaitCommit(1, 6);
        assertThat(log.commits().get(0).offset()).isEqualTo(99);

        commits.forget(Set.copyOf(lanes(0)));
        commits.write(lanes);
        awaitCommit(0, 5);
    }

    @Test
    void theLastCommitIsWaitedFor() throws InterruptedException, ExecutionException {
        positions.put(0, new Position(5, 50));
        positions.put(1, new Position(6, 60));
        commits.writeLast(Set.copyOf(lanes(1)));
        assertThat(log.commits()).containsOnlyKeys(1);
        assertThat(log.commits().get(1).offset()).isEqualTo(6);
    }

    private static void await(Callable<Boolean> condition) {
        org.awaitility.Awaitility.await().until(condition);
    }
}
