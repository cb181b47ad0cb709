package tv.headwater.transcode.log;

import static org.assertj.core.api.Assertions.assertThat;
import static tv.headwater.transcode.log.TestLog.LANES;

import io.opentelemetry.api.trace.SpanContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.log.Topics;
import tv.headwater.transcode.placement.NodeLoad;

@ExtendWith(TestLog.Shared.class)
class SourceMediaTopicTest {

    private static final NodeLoad IDLE = new NodeLoad(2, Map.of(), Set.of());

    private final TestLog log;

    private final List<SourceMediaTopic> members = new ArrayList<>();

    SourceMediaTopicTest(TestLog log) {
        this.log = log;
    }

    @BeforeEach
    void reset() throws InterruptedException, ExecutionException {
        log.reset();
    }

    @AfterEach
    void leave() {
        members.forEach(SourceMediaTopic::close);
    }

    @Test
    void twoSplitTheLanesAndOneGoesOnWhereTheOtherLeft()
            throws InterruptedException, ExecutionException {
        var a = new RecordingLanes();
        var b = new RecordingLanes();
        var first = join(a);
        await(() -> a.lanes().size() == LANES);
        join(b);
        await(() -> a.lanes().size() == LANES / 2 && b.lanes().size() == LANES / 2);
        assertThat(first.lanes()).isEqualTo(a.lanes());
        assertThat(first.isMember()).isTrue();

        log.appendToAll(50);
        await(() -> a.records() + b.records() == LANES * 50);
        var left = a.lanes();
        first.close();
        assertThat(log.members()).isEqualTo(1);
        assertThat(first.isMember()).isFalse();
        assertThat(log.commits())
                .allSatisfy((lane, commit) -> {
                    if (left.contains(lane)) {
                        assertThat(commit.offset()).isEqualTo(end(lane));
                        assertThat(commit.metadata())
                                .isEqualTo(Long.toString(999 + commit.offset()));
                    }
                })
                .containsKeys(left.toArray(Integer[]::new));
        await(() -> b.lanes().size() == LANES);
        log.appendToAll(10);
        await(() -> b.records() == LANES / 2 * 50 + LANES * 10);
        for (int lane : left) {
            assertThat(b.start(lane)).isEqualTo(a.positions().get(lane));
        }
        assertThat(a.events()).noneMatch(event -> event.startsWith("stray"));
    }

    @Test
    void aLaneWithoutCommitBeginsWithTheOldestThatIsNotTooOld()
            throws InterruptedException, ExecutionException {
        long now = System.currentTimeMillis();
        long old = now - Duration.ofMinutes(10).toMillis();
        for (int i = 0; i < 20; i++) {
            log.append(Topics.SOURCE_MEDIA, 0, old, "s", new byte[1]);
            log.append(Topics.SOURCE_MEDIA, 1, old, "s", new byte[1]);
            log.append(Topics.SOURCE_MEDIA, 2, old, "s", new byte[1]);
            log.append(Topics.RENDITION_MEDIA, 0, old, "s", new byte[1]);
        }
        long fresh = log.append(Topics.SOURCE_MEDIA, 0, now, "s", new byte[1]);
        long rendition = log.append(Topics.RENDITION_MEDIA, 0, now, "s", new byte[1]);
        log.append(Topics.SOURCE_MEDIA, 1, now, "s", new byte[1]);
        long end = end(1);
        log.commit(1, end - 5, "7");
        log.commit(2, end(2) - 5, "8");
        log.append(Topics.SOURCE_MEDIA, 3, now, "s", new byte[1]);
        log.append(Topics.SOURCE_MEDIA, 3, now, "s", new byte[1]);
        log.commit(3, end(3) - 1, "9");
        log.append(Topics.SOURCE_MEDIA, 4, now, "s", new byte[1]);
        log.commit(4, end(4) - 1, "no number");

        var lanes = new RecordingLanes();
        join(
                lanes,
                new SourceMediaTopic.Limits(Duration.ofMinutes(5), TestLog.LIMITS.heartbeat()),
                () -> IDLE,
                log.kafka());
        await(() -> lanes.lanes().size() == LANES);
        assertThat(lanes.start(0)).isEqualTo(new Position(fresh, rendition));
        assertThat(lanes.start(1).source()).isEqualTo(end - 1);
        assertThat(lanes.start(2).source()).isEqualTo(end(2));
        assertThat(lanes.start(3).source()).isEqualTo(end(3) - 1);
        assertThat(lanes.start(3).rendition()).isEqualTo(9);
        assertThat(lanes.start(4).source()).isEqualTo(end(4) - 1);
        await(() -> lanes.records() == 4);
    }

    @Test
    void aLaneCutBehindItsCommitBeginsWithTheOldestThatIsLeft()
            throws InterruptedException, ExecutionException {
        log.appendToAll(100);
        long end = end(5);
        log.commit(5, end - 80, "3");
        log.commit(6, end(6) + 1_000_000, "3");
        log.cut(Topics.SOURCE_MEDIA, 5, end - 30);

        var lanes = new RecordingLanes();
        join(lanes);
        await(() -> lanes.records() == (LANES - 1) * 100 + 30);
        assertThat(lanes.start(5).source()).isEqualTo(end - 30);
        assertThat(lanes.start(6).source()).isEqualTo(end(6) - 100);
    }

    @Test
    void aLaneCutWhileItIsHeldBackGoesOnAfterTheGap()
            throws InterruptedException, ExecutionException {
        var lanes = new RecordingLanes();
        lanes.full(2, true);
        join(lanes);
        await(() -> lanes.lanes().size() == LANES);
        log.appendToAll(100);
        await(() -> lanes.records() == (LANES - 1) * 100);
        assertThat(lanes.offsets(2)).isEmpty();

        long end = end(2);
        log.cut(Topics.SOURCE_MEDIA, 2, end - 40);
        lanes.full(2, false);
        await(() -> lanes.offsets(2).contains(end - 1));
        assertThat(lanes.offsets(2)).contains(end - 40);
    }

    @Test
    void aLaneGoesToTheMemberThatHasRoomForIt() {
        var full = new AtomicBoolean();
        var a = new RecordingLanes();
        var b = new RecordingLanes();
        var first =
                join(
                        a,
                        TestLog.LIMITS,
                        () ->
                                full.get()
                                        ? new NodeLoad(2, Map.of(0, 1.5, 1, 1.5), Set.of(1))
                                        : IDLE,
                        log.kafka());
        await(() -> a.lanes().size() == LANES);
        var second = new AtomicReference<NodeLoad>(new NodeLoad(0.001, Map.of(), Set.of()));
        var roomy = join(b, TestLog.LIMITS, second::get, log.kafka());
        await(() -> log.members() == 2 && roomy.isMember());
        assertThat(a.lanes()).contains(0, 1);

        full.set(true);
        second.set(IDLE);
        first.requestRebalance();
        await(() -> b.lanes().contains(1));
        assertThat(a.lanes()).contains(0).doesNotContain(1);
        assertThat(a.events()).contains("revoked 1").doesNotContain("lost 1");
    }

    @Test
    void noRecordIsPassedOverInAStormOfMembers() throws InterruptedException, ExecutionException {
        var all = new ArrayList<RecordingLanes>();
        var steady = new RecordingLanes();
        all.add(steady);
        join(steady);
        for (int i = 0; i < 10; i++) {
            log.appendToAll(5);
            var guest = new RecordingLanes();
            all.add(guest);
            var joined = join(guest);
            if (i % 2 == 0) {
                await(() -> !guest.lanes().isEmpty());
            }
            log.appendToAll(5);
            joined.close();
        }
        await(() -> steady.lanes().size() == LANES);
        log.appendToAll(5);
        for (int lane = 0; lane < LANES; lane++) {
            int number = lane;
            long end = end(lane);
            var expected = LongStream.range(end - 105, end).boxed().toList();
            await(() -> steady.offsets(number).contains(end - 1));
            var seen = new HashSet<Long>();
            all.forEach(lanes -> seen.addAll(lanes.offsets(number)));
            assertThat(seen).containsAll(expected);
        }
        assertThat(all)
                .allSatisfy(
                        lanes -> assertThat(lanes.events()).noneMatch(e -> e.startsWith("stray")));
        assertThat(steady.events()).noneMatch(event -> event.startsWith("lost"));
    }

    @Test
    void aListenerThatFailsStopsNobody() throws InterruptedException, ExecutionException {
        var lanes =
                new RecordingLanes() {
                    @Override
                    public synchronized void record(
                            int lane,
                            long offset,
                            long writtenAt,
                            java.nio.ByteBuffer record,
                            SpanContext publication) {
                        if (lane == 3) {
                            throw new IllegalStateException("of this test");
                        }
                        super.record(lane, offset, writtenAt, record, publication);
                    }
                };
        var member = join(lanes);
        log.appendToAll(10);
        await(() -> lanes.records() == (LANES - 1) * 10);
        assertThat(member.isMember()).isTrue();
    }

    @Test
    void waitsForKafkaAndClosesWithoutIt() {
        var lanes = new RecordingLanes();
        var member = join(lanes, TestLog.LIMITS, () -> IDLE, KafkaSettings.of("127.0.0.1:1"));
        await(member::isRunning);
        assertThat(member.isMember()).isFalse();
        member.close();
        assertThat(member.isRunning()).isFalse();
        assertThat(lanes.events()).isEmpty();
    }

    private SourceMediaTopic join(LaneListener listener) {
        return join(listener, TestLog.LIMITS, () -> IDLE, log.kafka());
    }

    private SourceMediaTopic join(
            LaneListener listener,
            SourceMediaTopic.Limits limits,
            java.util.function.Supplier<NodeLoad> load,
            KafkaSettings kafka) {
        var member = new SourceMediaTopic(kafka, limits, load, listener);
        members.add(member);
        member.start();
        return member;
    }

    private long end(int lane) {
        try {
            return log.end(Topics.SOURCE_MEDIA, lane);
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(Callable<Boolean> condition) {
        org.awaitility.Awaitility.await().until(condition);
    }
}
