package tv.headwater.transcode.stream;

import io.opentelemetry.api.trace.SpanContext;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.MalformedMediaRecord;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.MediaRecordCodec;
import tv.headwater.contract.media.TimedMetadata;
import tv.headwater.contract.node.NodeStatus;
import tv.headwater.transcode.log.LaneListener;
import tv.headwater.transcode.log.Position;

/** The streams of this node's lanes. The thread that reads the lanes feeds them; anybody may ask how they do. */
public final class Transcodes implements LaneListener, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Transcodes.class);

    /** How long lanes that go may take to give out what is decoded. */
    static final Duration DRAIN = Duration.ofSeconds(1);

    private static final Duration END = Duration.ofMillis(300);
    private static final Duration SUCCESSION = Duration.ofSeconds(10);
    private static final Duration TICK = Duration.ofMillis(200);

    private final Surroundings around;
    private final Posters posters;
    private final Map<Integer, Lane> lanes = new HashMap<>();
    private final Map<Integer, Position> departed = new HashMap<>();
    private final Map<StreamId, StreamTranscode> streams = new ConcurrentHashMap<>();
    private final ScheduledExecutorService ticks =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("transcode-ticks").daemon().factory());

    public Transcodes(Surroundings around) {
        this.around = around;
        this.posters = new Posters(around);
        var metrics = around.metrics();
        metrics.gauge("streams", this, all -> all.streams.size());
        metrics.gauge("streams.working", this, all -> all.working().size());
        metrics.gauge("shed.rungs", this, Transcodes::shedRungs);
        metrics.gauge("lag.seconds", this, Transcodes::lagSeconds);
        metrics.gauge("speed", this, Transcodes::speed);
        metrics.gauge("load", around.capacity(), Capacity::load);
        ticks.scheduleWithFixedDelay(
                this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void assigned(int lane, Position from) {
        departed.remove(lane);
        lanes.put(lane, new Lane(lane, from));
    }

    @Override
    public void record(
            int lane, long offset, long writtenAt, ByteBuffer bytes, SpanContext publication) {
        var in = lanes.get(lane);
        if (in == null) {
            return;
        }
        in.read(offset);
        around.metrics().recordIn();
        MediaRecord media;
        try {
            media = MediaRecordCodec.decode(bytes);
        } catch (MalformedMediaRecord e) {
            around.metrics().dropped("malformed");
            log.debug("lane {} offset {}: {}", lane, offset, e.getMessage());
            return;
        }
        if (media instanceof TimedMetadata) {
            return;
        }
        var record = new SourceRecord(offset, writtenAt, bytes, media, publication);
        var stream = in.streams.get(media.stamp().streamId());
        if (stream == null || !stream.add(record)) {
            begin(in, record);
        }
    }

    /** A stream begins with a CONFIG; whatever else comes of one that is not transcoded may become a poster. */
    private void begin(Lane in, SourceRecord record) {
        var streamId = record.media().stamp().streamId();
        if (record.media() instanceof Configuration configuration) {
            var settings = around.settings().apply(streamId);
            if (settings == null) {
                around.metrics().dropped("unknown");
                return;
            }
            var plan = Plan.of(settings, configuration.config());
            if (plan.needsWorker()) {
                var before = in.streams.get(streamId);
                posters.leave(streamId);
                var stream =
                        new StreamTranscode(
                                in.number,
                                streamId,
                                in.hint(),
                                plan,
                                configuration.config(),
                                around,
                                () -> succeed(streamId, before));
                in.streams.put(streamId, stream);
                streams.put(streamId, stream);
                stream.add(record);
                return;
            }
        }
        posters.on(in.number, in.hint(), record);
    }

    /** Whoever had the stream here before has to be done with it. */
    private void succeed(StreamId streamId, @Nullable StreamTranscode before) {
        if (before != null) {
            before.awaitStopped(SUCCESSION);
        }
        posters.release(streamId);
    }

    @Override
    public boolean isFull(int lane) {
        var in = lanes.get(lane);
        return in != null && in.streams.values().stream().anyMatch(StreamTranscode::isFull);
    }

    @Override
    public Map<Integer, Position> positions() {
        var positions = new HashMap<>(departed);
        // Said once: the lane's next owner has the say then.
        departed.clear();
        lanes.forEach((number, lane) -> positions.put(number, lane.position()));
        return positions;
    }

    @Override
    public void revoked(Set<Integer> revoked) {
        var leaving = streamsOf(revoked);
        long until = System.nanoTime() + DRAIN.toNanos();
        leaving.forEach(StreamTranscode::drain);
        var late = new ArrayList<StreamTranscode>();
        for (var stream : leaving) {
            if (!stream.awaitStopped(Duration.ofNanos(until - System.nanoTime()))) {
                late.add(stream);
            }
        }
        kill(late);
        for (int number : revoked) {
            var lane = lanes.get(number);
            if (lane != null) {
                departed.put(number, lane.position());
            }
        }
        drop(revoked);
    }

    @Override
    public void lost(Set<Integer> lost) {
        kill(streamsOf(lost));
        drop(lost);
    }

    private List<StreamTranscode> streamsOf(Set<Integer> numbers) {
        return numbers.stream()
                .map(lanes::get)
                .filter(lane -> lane != null)
                .flatMap(lane -> lane.streams.values().stream())
                .toList();
    }

    private static void kill(Collection<StreamTranscode> streams) {
        var threads =
                streams.stream()
                        .map(stream ->
                                Thread.ofVirtual()
                                        .name("kill-" + stream.streamId())
                                        .start(stream::kill))
                        .toList();
        try {
            for (var thread : threads) {
                thread.join(END);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (var stream : streams) {
            if (!stream.awaitStopped(END)) {
                log.warn("stream {} is slow to stop", stream.streamId());
            }
        }
    }

    private void drop(Set<Integer> numbers) {
        for (int number : numbers) {
            var lane = lanes.remove(number);
            if (lane != null) {
                lane.streams.forEach(streams::remove);
            }
            posters.leave(number);
            around.neighbours().keep(number);
        }
    }

    private void tick() {
        for (var stream : List.copyOf(streams.values())) {
            try {
                stream.tick();
            } catch (RuntimeException e) {
                log.error("looking after stream {} failed", stream.streamId(), e);
            }
        }
        streams.values().removeIf(StreamTranscode::isOver);
    }

    private List<StreamTranscode> working() {
        return streams.values().stream().filter(StreamTranscode::isWorking).toList();
    }

    /** The streams with a worker, in the order of their ids, and how they do. */
    public List<NodeStatus.Held> held() {
        return working().stream()
                .map(stream -> NodeStatus.Held.of(stream.streamId(), stream.health()))
                .sorted((a, b) -> a.streamId().compareTo(b.streamId()))
                .toList();
    }

    /** Encoder-seconds per second of each lane in which something is transcoded, or would be if there were room. */
    public Map<Integer, Double> costs() {
        var costs = new HashMap<Integer, Double>();
        for (var stream : streams.values()) {
            costs.merge(stream.lane(), stream.cost(), Double::sum);
        }
        return costs;
    }

    private double shedRungs() {
        return streams.values().stream().mapToInt(StreamTranscode::shedRungs).sum();
    }

    /** Of the stream that is furthest behind. */
    private double lagSeconds() {
        return working().stream().mapToLong(StreamTranscode::lagMillis).max().orElse(0) / 1000.0;
    }

    /** Of the slowest stream. */
    private double speed() {
        return working().stream()
                .mapToDouble(StreamTranscode::speed)
                .filter(speed -> speed > 0)
                .min()
                .orElse(0);
    }

    /** Ends what is still there. The lanes should have been let go before. */
    @Override
    public void close() {
        ticks.shutdownNow();
        kill(List.copyOf(streams.values()));
        posters.close();
    }
}
