package tv.headwater.transcode.stream;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.MediaRecordCodec;
import tv.headwater.contract.stream.StreamSettings;
import tv.headwater.transcode.log.Position;

/** A transcoder whose workers and log are fakes, fed by the test's thread. */
final class Node implements Neighbours, AutoCloseable {

    static final int LANE = 3;

    static final TranscodeLimits LIMITS =
            new TranscodeLimits(
                    Duration.ofSeconds(60),
                    1 << 20,
                    Duration.ofMillis(400),
                    Duration.ofMillis(600),
                    3,
                    Duration.ofSeconds(5),
                    3840 * 2160,
                    1,
                    Map.of(),
                    Map.of());

    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final FakeWorkers workers = new FakeWorkers();
    final Map<StreamId, StreamSettings> settings = new ConcurrentHashMap<>();
    final List<Integer> givenAway = new CopyOnWriteArrayList<>();
    final InMemorySpanExporter spans = InMemorySpanExporter.create();
    final Capacity capacity;
    final FakeLog.Node log;
    final Transcodes transcodes;
    volatile boolean roomElsewhere;

    Node(FakeLog log) {
        this(log, 100);
    }

    Node(FakeLog log, double capacity) {
        this(log, capacity, System::nanoTime);
    }

    Node(FakeLog log, double capacity, LongSupplier nanos) {
        this(log, capacity, nanos, LIMITS, Clock.systemUTC());
    }

    /** One whose clock stands still, and that catches up with no more than this. */
    static Node catchingUp(FakeLog log, Duration maxCatchUp) {
        var limits =
                new TranscodeLimits(
                        maxCatchUp,
                        LIMITS.backlogLimit(),
                        LIMITS.watchdog(),
                        LIMITS.firstPicture(),
                        LIMITS.strikes(),
                        LIMITS.posterInterval(),
                        LIMITS.maxPixels(),
                        LIMITS.decoderThreads(),
                        LIMITS.presets(),
                        LIMITS.encoders());
        var clock = Clock.fixed(Instant.now(), ZoneOffset.UTC);
        return new Node(log, 100, System::nanoTime, limits, clock);
    }

    private Node(
            FakeLog log, double capacity, LongSupplier nanos, TranscodeLimits limits, Clock clock) {
        this.log = log.new Node();
        this.capacity = new Capacity(capacity);
        this.transcodes =
                new Transcodes(
                        new Surroundings(
                                this.log,
                                workers,
                                settings::get,
                                this,
                                this.capacity,
                                limits,
                                new TranscodeMetrics(registry),
                                clock,
                                nanos,
                                SdkTracerProvider.builder()
                                        .addSpanProcessor(SimpleSpanProcessor.create(spans))
                                        .build()
                                        .get("test")));
    }

    Node with(StreamSettings of) {
        settings.put(of.streamId(), of);
        return this;
    }

    Node assigned() {
        return assigned(new Position(0, 0));
    }

    Node assigned(Position from) {
        transcodes.assigned(LANE, from);
        return this;
    }

    /** Reads these records, which begin at offset {@code from}, as they were written just now. */
    void read(List<MediaRecord> source, int from, int to) {
        read(source, from, to, Duration.ZERO);
    }

    void read(List<MediaRecord> source, int from, int to, Duration age) {
        for (int offset = from; offset < to; offset++) {
            var bytes = ByteBuffer.wrap(MediaRecordCodec.encode(source.get(offset)));
            transcodes.record(
                    LANE,
                    offset,
                    System.currentTimeMillis() - age.toMillis(),
                    bytes,
                    SpanContext.getInvalid());
        }
    }

    Position position() {
        return transcodes.positions().get(LANE);
    }

    /** Lets its lane go in order, and says from where on another goes on. */
    Position leave() {
        transcodes.revoked(Set.of(LANE));
        return position();
    }

    double count(String metric, String... tags) {
        var counter = registry.find("headwater.transcode." + metric).tags(tags).counter();
        return counter == null ? 0 : counter.count();
    }

    double gauge(String metric) {
        return registry.get("headwater.transcode." + metric).gauge().value();
    }

    @Override
    public boolean haveRoom(double cost) {
        return roomElsewhere;
    }

    @Override
    public void giveAway(int lane) {
        givenAway.add(lane);
    }

    @Override
    public void keep(int lane) {}

    @Override
    public void close() {
        transcodes.close();
    }
}
