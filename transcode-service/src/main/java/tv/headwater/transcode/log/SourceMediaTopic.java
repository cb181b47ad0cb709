package tv.headwater.transcode.log;

import io.opentelemetry.api.trace.SpanContext;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.log.Topics;
import tv.headwater.tracing.PublicationTrace;
import tv.headwater.transcode.placement.NodeLoad;

/**
 * This node's share of the lanes of {@code source-media}, as a member of the consumer group {@value #GROUP}. One thread reads them and
 * calls the {@link LaneListener}; it also joins, commits and leaves.
 */
public final class SourceMediaTopic implements AutoCloseable {

    /** The consumer group of all transcoders. */
    public static final String GROUP = "transcode";

    /**
     * @param maxCatchUp media older than this is not read, by the time of its records: what of a lane is older is skipped
     * @param heartbeat how often the node tells its group that it lives, and so hears at the latest that lanes are to move; up to a
     *     third of the {@value #SESSION_TIMEOUT_MILLIS} ms after which it counts as dead
     */
    public record Limits(Duration maxCatchUp, Duration heartbeat) {

        /**
         * @throws IllegalArgumentException if the heartbeat is out of its bounds
         */
        public Limits {
            if (heartbeat.toMillis() < 1 || heartbeat.toMillis() > SESSION_TIMEOUT_MILLIS / 3) {
                throw new IllegalArgumentException(
                        "heartbeat %d ms is not in 1..%d ms"
                                .formatted(heartbeat.toMillis(), SESSION_TIMEOUT_MILLIS / 3));
            }
        }
    }

    private static final Logger log = LoggerFactory.getLogger(SourceMediaTopic.class);
    private static final int SESSION_TIMEOUT_MILLIS = 3_000;

    /** A node whose reading thread hangs this long loses its lanes. */
    private static final Duration MAX_POLL_INTERVAL = Duration.ofSeconds(15);

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration LEAVE = Duration.ofSeconds(3);
    private static final Duration CLOSE = Duration.ofSeconds(6);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration COMMIT_EACH = Duration.ofSeconds(1);
    private static final Duration REBALANCE_EACH = Duration.ofSeconds(5);

    private final LaneListener listener;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final LaneStartsTopic starts;
    private final LaneCommitsTopic commits;
    private final LoadMemory load;
    private final Set<TopicPartition> pending = new HashSet<>();
    private final Set<TopicPartition> begun = new HashSet<>();
    private final AtomicBoolean rebalanceWanted = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile Set<Integer> lanes = Set.of();
    private volatile boolean member;
    private volatile long lag;
    private long nextBegin = System.nanoTime();
    private long nextCommit = System.nanoTime();
    private long nextRebalance = System.nanoTime();

    /**
     * Does nothing before {@link #start}.
     *
     * @param load what this node tells its group; asked whenever lanes are distributed, on the reading thread
     */
    public SourceMediaTopic(
            KafkaSettings kafka, Limits limits, Supplier<NodeLoad> load, LaneListener listener) {
        this.listener = listener;
        this.load = new LoadMemory(load);
        this.consumer =
                new KafkaConsumer<>(
                        kafka.client(settings(limits, this.load)),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        this.starts = new LaneStartsTopic(kafka, consumer, limits.maxCatchUp(), PATIENCE);
        this.commits = new LaneCommitsTopic(consumer, listener::positions);
        this.thread = Thread.ofPlatform().name("lanes").daemon().unstarted(this::run);
    }

    private static Map<String, Object> settings(Limits limits, LoadMemory load) {
        var settings = new HashMap<String, Object>();
        settings.put("group.id", GROUP);
        settings.put("group.protocol", "classic");
        settings.put("partition.assignment.strategy", List.of(LaneAssignorTopic.class));
        settings.put(LaneAssignorTopic.LOAD, load);
        settings.put("session.timeout.ms", SESSION_TIMEOUT_MILLIS);
        settings.put("heartbeat.interval.ms", (int) limits.heartbeat().toMillis());
        settings.put("max.poll.interval.ms", (int) MAX_POLL_INTERVAL.toMillis());
        settings.put("enable.auto.commit", false);
        // Where a lane begins is decided in LaneStartsTopic; this is for a lane that is cut while
        // it is read.
        settings.put("auto.offset.reset", "earliest");
        settings.put("allow.auto.create.topics", false);
        settings.put("metadata.max.age.ms", 30_000);
        settings.put("fetch.min.bytes", 1);
        settings.put("fetch.max.bytes", 16_777_216);
        settings.put("max.partition.fetch.bytes", 2_097_152);
        settings.put("max.poll.records", 200);
        return settings;
    }

    /** Joins the group and starts reading. */
    public void start() {
        thread.start();
    }

    /** The lanes this node has now. */
    public Set<Integer> lanes() {
        return lanes;
    }

    /** Whether the group has this node, as far as it has heard. */
    public boolean isMember() {
        return member && isRunning();
    }

    /** Whether the reading thread lives. */
    public boolean isRunning() {
        return thread.isAlive() && closed.getCount() > 0;
    }

    /** Records of its lanes that the log has and this node has not read yet. */
    public long lag() {
        return lag;
    }

    /** Asks the group to distribute the lanes anew, soon; at most each {@link #REBALANCE_EACH}. */
    public void requestRebalance() {
        rebalanceWanted.set(true);
    }

    private void run() {
        try {
            consumer.subscribe(List.of(Topics.SOURCE_MEDIA), new Changes());
            while (closed.getCount() > 0) {
                try {
                    turn();
                } catch (KafkaException e) {
                    log.warn("reading lanes failed, trying again: {}", e.toString());
                    pause();
                } catch (RuntimeException e) {
                    log.error("reading lanes failed, trying again", e);
                    pause();
                }
            }
        } finally {
            member = false;
            leave();
        }
    }

    private void turn() {
        if (!pending.isEmpty() && isDue(nextBegin)) {
            begin();
        }
        holdBack();
        if (isDue(nextRebalance) && rebalanceWanted.getAndSet(false)) {
            nextRebalance = System.nanoTime() + REBALANCE_EACH.toNanos();
            consumer.enforceRebalance("its load has changed");
        }
        for (var record : consumer.poll(POLL)) {
            give(record);
        }
        member = consumer.groupMetadata().generationId() >= 0;
        if (isDue(nextCommit)) {
            nextCommit = System.nanoTime() + COMMIT_EACH.toNanos();
            commits.write(begun);
            lag = begun.stream().mapToLong(lane -> consumer.currentLag(lane).orElse(0)).sum();
        }
    }

    private static boolean isDue(long nanos) {
        return System.nanoTime() - nanos >= 0;
    }

    /** Finds where the new lanes begin and hands them to the listener. */
    private void begin() {
        Map<TopicPartition, Position> found;
        try {
            found = starts.of(pending);
        } catch (KafkaException e) {
            log.warn("finding where lanes begin failed, trying again: {}", e.toString());
            nextBegin = System.nanoTime() + RETRY.toNanos();
            return;
        }
        found.forEach((lane, position) -> {
            consumer.seek(lane, position.source());
            pending.remove(lane);
            begun.add(lane);
            announce();
            log.info("lane {} from offset {}", lane.partition(), position.source());
            guarded("assigned", () -> listener.assigned(lane.partition(), position));
        });
    }

    private void announce() {
        lanes = LaneAssignorTopic.numbers(begun);
    }

    /** Pauses the lanes that are not begun or full, and those alone. */
    private void holdBack() {
        var held = new HashSet<>(pending);
        begun.stream().filter(lane -> listener.isFull(lane.partition())).forEach(held::add);
        var paused = consumer.paused();
        consumer.pause(minus(held, paused));
        consumer.resume(minus(paused, held));
    }

    private static Set<TopicPartition> minus(Set<TopicPartition> all, Set<TopicPartition> without) {
        var rest = new HashSet<>(all);
        rest.removeAll(without);
        return rest;
    }

    private void give(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            log.warn("lane {} offset {} has no value", record.partition(), record.offset());
            return;
        }
        guarded(
                "record",
                () ->
                        listener.record(
                                record.partition(),
                                record.offset(),
                                record.timestamp(),
                                ByteBuffer.wrap(record.value()).asReadOnlyBuffer(),
                                publication(record)));
    }

    private static SpanContext publication(ConsumerRecord<byte[], byte[]> record) {
        var header = record.headers().lastHeader(PublicationTrace.HEADER);
        return PublicationTrace.publication(header == null ? null : header.value());
    }

    /** One lane's trouble is not to be the others'. */
    private static void guarded(String what, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            log.error("{} of a lane failed", what, e);
        }
    }

    private final class Changes implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> added) {
            pending.addAll(added);
            load.got(LaneAssignorTopic.numbers(added));
            consumer.pause(added);
            nextBegin = System.nanoTime();
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
            var gone = let(revoked);
            if (gone.isEmpty()) {
                return;
            }
            load.left(LaneAssignorTopic.numbers(gone));
            log.info("lanes {} go to others", LaneAssignorTopic.numbers(gone));
            guarded("revoked", () -> listener.revoked(LaneAssignorTopic.numbers(gone)));
            commits.writeLast(gone);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> lost) {
            var gone = let(lost);
            commits.forget(gone);
            if (!gone.isEmpty()) {
                log.warn("lanes {} were taken by others", LaneAssignorTopic.numbers(gone));
                guarded("lost", () -> listener.lost(LaneAssignorTopic.numbers(gone)));
            }
        }

        /** Forgets lanes; returns those the listener knows of. */
        private Set<TopicPartition> let(Collection<TopicPartition> lanes) {
            pending.removeAll(Set.copyOf(lanes));
            var gone = new HashSet<>(lanes);
            gone.retainAll(begun);
            begun.removeAll(gone);
            announce();
            return gone;
        }
    }

    private void pause() {
        try {
            closed.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            closed.countDown();
        }
    }

    private void leave() {
        try {
            consumer.close(CloseOptions.timeout(LEAVE));
        } catch (KafkaException e) {
            log.warn("leaving the group failed: {}", e.toString());
        }
        starts.close();
    }

    /** Gives the lanes back, commits, and leaves the group, so that the others have them at once. */
    @Override
    public void close() {
        closed.countDown();
        if (thread.getState() == Thread.State.NEW) {
            leave();
            return;
        }
        try {
            thread.join(CLOSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
