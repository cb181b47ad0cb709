package tv.headwater.transcode.log;

import static org.assertj.core.api.Assertions.assertThat;
import static tv.headwater.transcode.log.TestLog.LANES;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.headwater.contract.log.Topics;
import tv.headwater.contract.media.Claim;
import tv.headwater.contract.media.MediaRecordCodec;
import tv.headwater.transcode.log.RenditionMediaTopic.Limits;
import tv.headwater.transcode.placement.NodeLoad;

/** Members that die or sleep without leaving. */
@ExtendWith(TestLog.Shared.class)
class LaneTakeoverTest {

    private static final Logger logger = LoggerFactory.getLogger(LaneTakeoverTest.class);
    private static final NodeLoad IDLE = new NodeLoad(2, Map.of(), Set.of());

    private final TestLog log;
    private final RenditionMediaTopic renditions;
    private final ClaimingLanes mine;
    private final SourceMediaTopic member;

    LaneTakeoverTest(TestLog log) {
        this.log = log;
        this.renditions = new RenditionMediaTopic(log.kafka(), Limits.USUAL);
        this.mine = new ClaimingLanes(renditions, 1);
        this.member = new SourceMediaTopic(log.kafka(), TestLog.LIMITS, () -> IDLE, mine);
    }

    @BeforeEach
    void reset() throws InterruptedException, ExecutionException {
        log.reset();
    }

    @AfterEach
    void leave() {
        member.close();
        renditions.close();
    }

    @Test
    void whatAKilledMemberHadIsTakenUpWhereItWasCommitted() throws Exception {
        try (var child = new ChildMember(log.kafka())) {
            var theirs = split(child);
            log.appendToAll(100);
            await(() -> committed(theirs));
            log.appendToAll(1);

            child.signal("KILL");
            long killed = System.nanoTime();
            await(() -> mine.lanes().size() == LANES);
            logger.info(
                    "lanes of a killed member taken over after {} ms",
                    (System.nanoTime() - killed) / 1_000_000);
            for (int lane : theirs) {
                long end = log.end(Topics.SOURCE_MEDIA, lane);
                assertThat(mine.start(lane).source()).isBetween(end - 1, end);
            }
            log.appendToAll(1);
            for (int lane = 0; lane < LANES; lane++) {
                int number = lane;
                long last = log.end(Topics.SOURCE_MEDIA, lane) - 1;
                await(() -> mine.offsets(number).contains(last));
            }
        }
    }

    @Test
    void whatASleeperWritesAfterItWasReplacedIsVoid() throws Exception {
        try (var child = new ChildMember(log.kafka())) {
            var theirs = split(child);
            child.signal("STOP");
            await(() -> mine.claimed().size() == LANES);
            for (int lane : theirs) {
                mine.write(lane).get();
            }
            var claims = new java.util.HashMap<Integer, Claimed>();
            theirs.forEach(lane -> claims.put(lane, mine.claim(lane)));

            child.signal("CONT");
            await(() ->
                    child.said().stream().filter(s -> s.startsWith("late")).count()
                            == theirs.size());
            for (var line : child.said()) {
                if (line.startsWith("late")) {
                    int lane = Integer.parseInt(line.split(" ", -1)[1]);
                    long late = Long.parseLong(line.split(" ", -1)[2]);
                    assertThat(late).isGreaterThan(claims.get(lane).offset());
                    assertThat(sequence(lane, late)).isLessThan(claims.get(lane).base());
                    assertThat(accepted(lane))
                            .doesNotContain(late)
                            .contains(claims.get(lane).offset() + 1);
                }
            }
            assertThat(child.said()).noneMatch(line -> line.startsWith("failed"));
        }
    }

    /** Lets both have half of the lanes; returns the child's. */
    private Set<Integer> split(ChildMember child) {
        await(() -> child.said().size() == LANES);
        member.start();
        await(() -> mine.claimed().size() == LANES / 2);
        var theirs = new HashSet<>(TestLog.allLanes());
        theirs.removeAll(mine.lanes());
        return theirs;
    }

    private boolean committed(Set<Integer> lanes) throws InterruptedException, ExecutionException {
        var commits = log.commits();
        for (int lane : lanes) {
            var commit = commits.get(lane);
            if (commit == null || commit.offset() < log.end(Topics.SOURCE_MEDIA, lane)) {
                return false;
            }
        }
        return true;
    }

    private long sequence(int lane, long offset) {
        return log.read(Topics.RENDITION_MEDIA, lane).stream()
                .filter(record -> record.offset() == offset)
                .map(record -> MediaRecordCodec.decode(ByteBuffer.wrap(record.value())))
                .mapToLong(media -> media.stamp().sequence())
                .findFirst()
                .orElseThrow();
    }

    /** Offsets of what a reader that obeys claims takes. */
    private List<Long> accepted(int lane) {
        var accepted = new java.util.ArrayList<Long>();
        long floor = 0;
        for (var record : log.read(Topics.RENDITION_MEDIA, lane)) {
            var media = MediaRecordCodec.decode(ByteBuffer.wrap(record.value()));
            long sequence = media.stamp().sequence();
            if (media instanceof Claim) {
                floor = Math.max(floor, sequence);
            } else if (sequence >= floor) {
                accepted.add(record.offset());
            }
        }
        return accepted;
    }

    private static void await(Callable<Boolean> condition) {
        org.awaitility.Awaitility.await().until(condition);
    }
}
