package tv.headwater.transcode.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tv.headwater.contract.id.EventId;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.MediaRecordCodec;
import tv.headwater.contract.media.TimedEvent;
import tv.headwater.contract.media.TimedMetadata;
import tv.headwater.contract.stream.Ladder;
import tv.headwater.contract.stream.StreamStatus;
import tv.headwater.tracing.PublicationTrace;
import tv.headwater.transcode.log.Position;
import tv.headwater.transcode.stream.FakeWorkers.Fate;

class TranscodesTest {

    private static final SpanContext PUBLISH =
            SpanContext.createFromRemoteParent(
                    "0af7651916cd43dd8448eb211c80319c",
                    "b7ad6b7169203331",
                    TraceFlags.getSampled(),
                    TraceState.getDefault());

    private final FakeLog log = new FakeLog();

    private static ConditionFactory soon(String what) {
        return await(what).pollInterval(Duration.ofMillis(5));
    }

    private void awaitAll(Source source) {
        awaitPictures(source, source.pictures());
        soon("END")
                .until(() ->
                        log.isEnded(source.streamId, Source.HIGH)
                                && log.isEnded(source.streamId, Source.LOW));
    }

    private void awaitPictures(Source source, List<Long> pictures) {
        soon("all pictures once, in order")
                .untilAsserted(() -> {
                    assertThat(log.pictures(source.streamId, Source.HIGH)).isEqualTo(pictures);
                    assertThat(log.pictures(source.streamId, Source.LOW)).isEqualTo(pictures);
                });
    }

    @Test
    void aSessionComesOutOnceAndLeavesNothingBehind() {
        var source = new Source().session(3, 6).end();
        try (var node = new Node(log).with(source.settings()).assigned()) {
            node.read(source.records, 0, source.size());
            awaitAll(source);
            assertThat(log.segments(source.streamId, Source.HIGH)).containsExactly(7L, 8L, 9L);
            soon("no worker is left").until(() -> node.workers.alive() == 0);
            soon("nothing is needed any more")
                    .untilAsserted(
                            () -> assertThat(node.position().source()).isEqualTo(source.size()));
            assertThat(node.workers.started).hasSize(1);
            assertThat(log.claims()).isEqualTo(1);
            assertThat(node.count("restarts")).isZero();
        }
    }

    @Test
    void aTracedPublicationHasASpanUntilTheFirstPicture() {
        var source = new Source().session(2, 5).end();
        int first = source.size();
        source.session(2, 5).end();
        try (var node = new Node(log).with(source.settings()).assigned()) {
            node.transcodes.record(
                    Node.LANE,
                    0,
                    System.currentTimeMillis(),
                    bytes(source.records.getFirst()),
                    PUBLISH);
            node.read(source.records, 1, first);
            awaitPictures(source, source.pictures().subList(0, 10));
            assertThat(node.spans.getFinishedSpanItems())
                    .singleElement()
                    .satisfies(span -> {
                        assertThat(span.getName()).isEqualTo("transcode");
                        assertThat(span.getParentSpanId()).isEqualTo(PUBLISH.getSpanId());
                        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
                        assertThat(span.getAttributes().get(PublicationTrace.STREAM))
                                .isEqualTo(source.streamId.value());
                    });
            node.read(source.records, first, source.size());
            awaitAll(source);
            assertThat(node.spans.getFinishedSpanItems()).as("the next is not traced").hasSize(1);
        }
    }

    @Test
    void theSpanOfAWorkerThatCrashesBeforeIsAnError() {
        var source = new Source().session(2, 5).end();
        try (var node = new Node(log).with(source.settings()).assigned()) {
            node.workers.fate =
                    (worker, _) ->
                            worker.number == 0 && worker.records == 1 ? Fate.CRASH : Fate.LIVE;
            node.transcodes.record(
                    Node.LANE,
                    0,
                    System.currentTimeMillis(),
                    bytes(source.records.getFirst()),
                    PUBLISH);
            node.read(source.records, 1, source.size());
            awaitAll(source);
            assertThat(node.spans.getFinishedSpanItems())
                    .extracting(span -> span.getStatus().getStatusCode())
                    .containsExactly(StatusCode.ERROR, StatusCode.UNSET);
        }
    }

    @Test
    void anotherSessionGoesOnWithinTheClaim() {
        var source = new Source().session(2, 5).end();
        int first = source.size();
        source.session(2, 5).end();
        try (var node = new Node(log).with(source.settings()).assigned()) {
            node.read(source.records, 0, first);
            awaitPictures(source, source.pictures().subList(0, 10));
            soon("no worker is left").until(() -> node.workers.alive() == 0);
            node.read(source.records, first, source.size());
            awaitAll(source);
            assertThat(log.claims()).isEqualTo(1);
        }
    }

    @Test
    void aWorkerMayCrashAtAnyRecord() {
        int size = new Source().session(3, 4).end().size();
        for (int at = 1; at <= size; at++) {
            int fatal = at;
            var source = new Source(StreamId.random()).session(3, 4).end();
            try (var node = new Node(log).with(source.settings()).assigned()) {
                node.workers.fate =
                        (worker, _) ->
                                worker.number == 0 && worker.records == fatal
                                        ? Fate.CRASH
                                        : Fate.LIVE;
                node.read(source.records, 0, source.size());
                awaitAll(source);
                assertThat(log.segments(source.streamId, Source.LOW)).contains(7L, 8L, 9L);
                assertThat(node.count("restarts", "reason", "crashed")).isEqualTo(1);
                assertThat(node.count("segments.skipped")).isZero();
            }
        }
    }

    @Test
    void aWorkerThatHangsIsReplaced() {
        var source = new Source().session(4, 40).end();
        try (var node = new Node(log).with(source.settings()).assigned()) {
            node.workers.fate =
                    (worker, _) ->
                            worker.number == 0 && worker.records == 60 ? Fate.HANG : Fate.LIVE;
            node.read(source.records, 0, source.size());
            awaitAll(source);
            assertThat(node.count("restarts", "reason", "hung")).isEqualTo(1);
        }
    }

    @Test
    void aWorkerMayBeSilentWhileNothingComesIn() {
        var source = new Source().session(2, 40);
        try (var node = new Node(log).with(source.settings()).assigned()) {
            node.read(source.records, 0, source.size());
            awaitPictures(source, source.pictures().subList(0, 78));
            await("longer than a watchdog waits")
                    .during(Node.LIMITS.watchdog().multipliedBy(3))
                    .until(() -> node.count("restarts") == 0 && node.workers.alive() == 1);
            assertThat(node.count("cpu"))
                    .as("CPU seconds of a worker at work")
                    .isCloseTo(0.78, within(1e-6));
        }
    }

    @Test
    void aWorkerThatIsLongInComingCostsNoRung() {
        var source = new Source().session(60, 30);
        LongSupplier fast = () -> 20 * System.nanoTime();
        try (var node = new Node(log, 100, fast).with(source.settings()).assigned()) {
            node.workers.late = true;
            var read = new AtomicInteger();
            await("longer than a lag that grows may last")
                    .during(Duration.ofMillis(1_500))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> {
                        int from = read.get();
                        int to = Math.min(source.size(), from + 31);
                        node.read(source.records, from, read.addAndGet(to - from));
                        return node.gauge("shed.rungs") == 0;
                    });
            assertThat(node.gauge("lag.seconds")).isGreaterThan(5);
            node.workers.late = false;
        }
    }

    @Test
    void aSegmentThatKillsThreeWorkersIsLeftOut() {
        var source = new Source().session(4, 6).end();
        long poison = source.pictures(8).get(3);
        try (var node = new Node(log).with(source.settings()).assigned()) {
            node.workers.fate =
                    (_, record) ->
                            record instanceof AccessUnit unit && unit.pts() == poison
                                    ? Fate.CRASH
                                    : Fate.LIVE;
            node.read(source.records, 0, source.size());
            var pictures = new ArrayList<>(source.pictures());
            pictures.removeAll(source.pictures(8));
            soon("what is before and after the poison")
                    .untilAsserted(() -> {
                        var out = log.pictures(source.streamId, Source.HIGH);
                        assertThat(out).doesNotHaveDuplicates().isSorted().containsAll(pictures);
                    });
            assertThat(node.count("restarts", "reason", "crashed")).isEqualTo(3);
            assertThat(node.count("segments.skipped", "reason", "poison")).isEqualTo(1);
            soon("END").until(() -> log.isEnded(source.streamId, Source.HIGH));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 9, 20})
    void whatKafkaLosesIsMadeAgain(int after) {
        var source = new Source().session(3, 6).end();
        try (var node = new Node(log).with(source.settings()).assigned()) {
            node.read(source.records, 0, 3);
            soon("a claim").until(() -> log.claims() == 1);
            node.log.failAfter(after);
            node.read(source.records, 3, source.size());
            awaitAll(source);
            assertThat(log.claims()).isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void aLaneMayGoToAnotherNodeAtAnyRecord() {
        int size = new Source().session(3, 4).end().size();
        for (int at = 1; at < size; at++) {
            var lane = new FakeLog();
            var source = new Source().session(3, 4).end();
            Position from;
            try (var node = new Node(lane).with(source.settings()).assigned()) {
                node.read(source.records, 0, at);
                from = node.leave();
                assertThat(node.transcodes.positions()).isEmpty();
            }
            takenOver(lane, source, from);
        }
    }

    @Test
    void aNodeMayDieAtAnyMoment() {
        var random = new Random(7);
        for (int i = 0; i < 20; i++) {
            var lane = new FakeLog();
            var source = new Source().session(3, 6).end();
            Position from;
            try (var node = new Node(lane).with(source.settings()).assigned()) {
                int committed = random.nextInt(source.size());
                node.read(source.records, 0, committed);
                from = node.position();
                node.read(source.records, committed, source.size());
                int enough = random.nextInt(18);
                soon("some output")
                        .until(() -> lane.pictures(source.streamId, Source.LOW).size() >= enough);
                node.transcodes.lost(Set.of(Node.LANE));
            }
            takenOver(lane, source, from);
        }
    }

    private static void takenOver(FakeLog lane, Source source, Position from) {
        try (var other = new Node(lane).with(source.settings()).assigned(from)) {
            other.read(source.records, (int) from.source(), source.size());
            soon("all pictures once, in order")
                    .untilAsserted(() -> {
                        assertThat(lane.pictures(source.streamId, Source.HIGH))
                                .isEqualTo(source.pictures());
                        assertThat(lane.pictures(source.streamId, Source.LOW))
                                .isEqualTo(source.pictures());
                    });
        }
    }

    @Test
    void aNodeThatWasReplacedWritesNothingThatCounts() {
        var source = new Source().session(3, 6).end();
        try (var old = new Node(log).with(source.settings()).assigned();
                var young = new Node(log).with(source.settings())) {
            old.read(source.records, 0, 9);
            soon("some output").until(() -> !log.pictures(source.streamId, Source.LOW).isEmpty());
            young.assigned(old.position());
            young.read(source.records, 0, 12);
            soon("a takeover").until(() -> log.claims() == 2);
            old.read(source.records, 9, source.size());
            young.read(source.records, 12, source.size());
            awaitAll(source);
        }
    }

    /** Its numbers are its own: nothing of the source counts as had after it. */
    @Test
    void passesOverTimedMetadata() {
        var source = new Source().session(3, 5).end();
        var event = new TimedEvent(EventId.random(), null, 1, null, null, false, Map.of(), null);
        var metadata = TimedMetadata.of(source.streamId, 1L << 40, 1L << 40, event);
        List<MediaRecord> log = new ArrayList<>();
        for (var record : source.records) {
            log.add(metadata);
            log.add(record);
        }
        log.add(metadata);
        try (var node = new Node(this.log).with(source.settings()).assigned()) {
            node.read(log, 0, log.size());
            awaitAll(source);
            soon("all is done").until(() -> node.position().source() == log.size());
            assertThat(node.count("records.dropped")).isZero();
        }
    }

    @Test
    void theFullBacklogHoldsItsLaneUp() {
        var source = new Source().session(1, 3);
        try (var node = new Node(log).with(source.settings()).assigned()) {
            node.workers.fate = (_, _) -> Fate.HANG;
            int count = (int) (Node.LIMITS.backlogLimit() / 200) + 10;
            source.segment(count);
            node.read(source.records, 0, source.size());
            assertThat(node.transcodes.isFull(Node.LANE)).isTrue();
            node.workers.fate = (_, _) -> Fate.LIVE;
            soon("room").until(() -> !node.transcodes.isFull(Node.LANE));
        }
    }

    @Test
    void whatIsTooOldIsLeftOut() {
        var source = new Source().session(4, 5).end();
        try (var node = new Node(log).with(source.settings()).assigned()) {
            node.read(source.records, 0, 12, Duration.ofMinutes(3));
            node.read(source.records, 12, source.size());
            awaitPictures(source, source.pictures().subList(10, 20));
            assertThat(node.count("segments.skipped", "reason", "behind")).isPositive();
        }
    }

    /** It is less than a ladder may go on with that has more time. */
    @Test
    void whatMayNotBeCaughtUpWithIsLeftOutThoughItIsNew() {
        var source = new Source().session(4, 5).end();
        try (var node =
                Node.catchingUp(log, Duration.ofSeconds(2)).with(source.settings()).assigned()) {
            node.read(source.records, 0, 12, Duration.ofSeconds(4));
            node.read(source.records, 12, source.size());
            awaitPictures(source, source.pictures().subList(10, 20));
            assertThat(node.count("segments.skipped", "reason", "behind")).isPositive();
        }
    }

    @Test
    void theLadderMayChangeWhileTheStreamIsLive() {
        var source = new Source().session(2, 6);
        var low = new Ladder.Rungs(List.of(((Ladder.Rungs) Source.LADDER).rungs().get(1)));
        try (var node = new Node(log).with(source.settings()).assigned()) {
            node.read(source.records, 0, source.size());
            soon("some output").until(() -> !log.pictures(source.streamId, Source.LOW).isEmpty());
            node.with(source.settings(low, StreamStatus.ACTIVE));
            soon("END of a rung").until(() -> log.isEnded(source.streamId, Source.HIGH));
            int read = source.size();
            source.segment(6).end();
            node.read(source.records, read, source.size());
            soon("the other rung whole")
                    .untilAsserted(() ->
                            assertThat(log.pictures(source.streamId, Source.LOW))
                                    .isEqualTo(source.pictures()));
            assertThat(node.count("restarts", "reason", "crashed")).isZero();
        }
    }

    @Test
    void aStreamThatIsSwitchedToSourceLosesItsLadder() {
        var source = new Source().session(2, 6);
        try (var node = new Node(log).with(source.settings()).assigned()) {
            node.read(source.records, 0, source.size());
            soon("some output").until(() -> !log.pictures(source.streamId, Source.LOW).isEmpty());
            node.with(source.settings(Ladder.SOURCE, StreamStatus.ACTIVE));
            soon("END").until(() -> log.isEnded(source.streamId, Source.HIGH));
            soon("END").until(() -> log.isEnded(source.streamId, Source.LOW));
            soon("no worker is left").until(() -> node.workers.alive() == 0);
            assertThat(node.position().source()).isEqualTo(source.size());
        }
    }

    @Test
    void aStreamThatIsOverIsLetGo() {
        var source = new Source().session(2, 6);
        try (var node = new Node(log).with(source.settings()).assigned()) {
            node.read(source.records, 0, source.size());
            soon("some output").until(() -> !log.pictures(source.streamId, Source.LOW).isEmpty());
            assertThat(node.transcodes.held()).hasSize(1);
            node.with(source.settings(Source.LADDER, StreamStatus.ENDED));
            soon("no worker is left").until(() -> node.workers.alive() == 0);
            assertThat(node.position().source()).isEqualTo(source.size());
            assertThat(node.transcodes.held()).isEmpty();
        }
    }

    @Test
    void aStreamOfTheSourceAloneGetsPosters() {
        var source = new Source().session(3, 6).end();
        try (var node =
                new Node(log)
                        .with(source.settings(Ladder.SOURCE, StreamStatus.ACTIVE))
                        .assigned()) {
            node.read(source.records, 0, source.size() - 1);
            soon("a poster").until(() -> !log.read(source.streamId, "poster").isEmpty());
            assertThat(log.pictures(source.streamId, "poster")).containsExactly(90_000L);
            assertThat(log.read(source.streamId, "poster").getFirst().stamp().sequence())
                    .isEqualTo(1L << 30);
            assertThat(node.position().source()).isEqualTo(source.size() - 1);
        }
    }

    @Test
    void aStreamThatDoesNotFitWaitsForAnotherNode() {
        var first = new Source(StreamId.random()).session(2, 6);
        var second = new Source(StreamId.random()).session(2, 6);
        try (var node =
                new Node(log, 0.01).with(first.settings()).with(second.settings()).assigned()) {
            node.roomElsewhere = true;
            node.read(first.records, 0, first.size());
            soon("a worker").until(() -> node.workers.alive() == 1);
            node.transcodes.assigned(4, new Position(0, 0));
            for (int i = 0; i < second.size(); i++) {
                node.transcodes.record(
                        4,
                        i,
                        System.currentTimeMillis(),
                        bytes(second.records.get(i)),
                        SpanContext.getInvalid());
            }
            soon("it is given away").until(() -> node.givenAway.equals(List.of(4)));
            assertThat(node.workers.alive()).isEqualTo(1);
            assertThat(node.transcodes.costs()).containsOnlyKeys(Node.LANE, 4);
            node.roomElsewhere = false;
            soon("nobody else has room").until(() -> node.workers.alive() == 2);
        }
    }

    private static ByteBuffer bytes(MediaRecord record) {
        return ByteBuffer.wrap(MediaRecordCodec.encode(record));
    }
}
