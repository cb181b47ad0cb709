package tv.headwater.transcode.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.SpanContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.MediaRecordCodec;
import tv.headwater.transcode.ladder.Profile;
import tv.headwater.transcode.stream.FakeWorkers.Fate;
import tv.headwater.transcode.wire.WireMessage;
import tv.headwater.transcode.wire.WorkerJob;

@Timeout(120)
class FeedTest {

    private final Source source = new Source().session(2, 4);
    private final FakeLog log = new FakeLog();
    private final FakeLog.Node node = log.node();
    private final FakeWorkers workers = new FakeWorkers();
    private final Backlog backlog = new Backlog(1 << 20);
    private final Renditions renditions =
            new Renditions(node, Node.LANE, source.streamId, 0, () -> {});
    private long now;
    private final Overload overload = new Overload(() -> now);
    private final AtomicInteger parked = new AtomicInteger();
    private final WorkerRun worker =
            new WorkerRun(
                    source.streamId,
                    renditions,
                    new Watchdog(
                            Duration.ofMinutes(1), Duration.ofMinutes(1), 30, System::nanoTime),
                    new TranscodeMetrics(new SimpleMeterRegistry()),
                    LadderTrace.NONE,
                    overload::on,
                    () -> {});
    private final Feed feed = new Feed(worker, backlog, renditions, overload, this::park);

    @BeforeEach
    void begin() throws IOException {
        renditions.claim();
        worker.start(
                workers,
                new WorkerJob.Transcode(
                        source.streamId,
                        Source.LADDER,
                        Profile.LOW_LATENCY,
                        Map.of(),
                        "",
                        1,
                        3840 * 2160,
                        0,
                        renditions.firstSequence(),
                        List.of()));
    }

    @AfterEach
    void end() {
        worker.kill();
        renditions.close();
    }

    private void park() {
        parked.incrementAndGet();
        LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }

    private void add(List<MediaRecord> records) {
        for (var record : records) {
            var bytes = ByteBuffer.wrap(MediaRecordCodec.encode(record));
            backlog.add(
                    new SourceRecord(backlog.bytes(), 0, bytes, record, SpanContext.getInvalid()));
        }
    }

    @Test
    void aSessionIsOverWithItsEnd() {
        add(source.end().records);
        assertThat(feed.run(() -> false)).isEqualTo(Feed.End.SESSION_OVER);
        assertThat(feed.drain(() -> false)).isTrue();
        assertThat(renditions.awaitWritten(Duration.ofSeconds(5))).isTrue();
        assertThat(log.pictures(source.streamId, Source.LOW)).isEqualTo(source.pictures());
    }

    @Test
    void itWaitsForMoreUntilItIsAskedToEnd() {
        add(source.records);
        assertThat(feed.run(() -> parked.get() >= 3)).isEqualTo(Feed.End.ASKED);
        assertThat(backlog.hasNext()).isFalse();
        assertThat(feed.drain(() -> true)).as("nobody waits for it").isFalse();
    }

    @Test
    void aWorkerThatDiesEndsIt() {
        workers.fate = (it, _) -> it.records == 5 ? Fate.CRASH : Fate.LIVE;
        add(source.records);
        assertThat(feed.run(() -> false)).isEqualTo(Feed.End.CRASHED);
        assertThat(feed.drain(() -> false)).isFalse();
    }

    @Test
    void whatCannotBeWrittenEndsIt() {
        node.failAfter(2);
        add(source.records);
        assertThat(feed.run(() -> false)).isEqualTo(Feed.End.UNWRITTEN);
    }

    @Test
    void theWorkerHearsOfShedRungsBeforeWhatFollows() {
        var plan = Plan.of(source.settings(), ((Configuration) source.records.getFirst()).config());
        overload.begin(plan);
        for (int second = 0; second <= 12; second++) {
            now += Duration.ofSeconds(1).toNanos();
            overload.update(4_000 + 100 * second, plan);
        }
        var high = Set.of(new Rendition(Source.HIGH));
        assertThat(overload.shed()).isEqualTo(high);

        add(source.end().records);
        assertThat(feed.run(() -> false)).isEqualTo(Feed.End.SESSION_OVER);
        feed.drain(() -> false);
        assertThat(workers.started.getFirst().got.getFirst()).isEqualTo(new WireMessage.Shed(high));
        assertThat(log.pictures(source.streamId, Source.HIGH)).isEmpty();
        assertThat(log.pictures(source.streamId, Source.LOW)).isEqualTo(source.pictures());
    }
}
