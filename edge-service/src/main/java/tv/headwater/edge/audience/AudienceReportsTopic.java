package tv.headwater.edge.audience;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.headwater.contract.audience.Audience;
import tv.headwater.contract.audience.AudienceReport;
import tv.headwater.contract.audience.AudienceReport.Present;
import tv.headwater.contract.audience.ViewerSet;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.Json;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.log.Topics;

/** Reports who watches at this edge on the topic {@code audience}, each {@link Audience#REPORT}, and on close that nobody does any more. */
public final class AudienceReportsTopic implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(AudienceReportsTopic.class);

    /** Of one record, 11 bytes each. A stream that has more goes alone. */
    static final int MAX_VIEWERS = 50_000;

    private final NodeId nodeId;
    private final Supplier<Map<StreamId, ViewerSet>> present;
    private final KafkaProducer<byte[], byte[]> producer;
    private final ScheduledExecutorService reports =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("audience-reports").daemon().factory());
    private Set<StreamId> reported = Set.of();

    /**
     * Starts reporting.
     *
     * @param present who is there, by stream; called on the reporting thread
     */
    public AudienceReportsTopic(
            KafkaSettings kafka, NodeId nodeId, Supplier<Map<StreamId, ViewerSet>> present) {
        this.nodeId = nodeId;
        this.present = present;
        // A report that waited longer than this says nothing true any more.
        var settings =
                Map.of(
                        "linger.ms", "0",
                        "max.block.ms", "1000",
                        "request.timeout.ms", "2000",
                        "delivery.timeout.ms", "3000",
                        "max.request.size", String.valueOf(8 << 20),
                        "buffer.memory", String.valueOf(16 << 20));
        this.producer =
                new KafkaProducer<>(
                        kafka.client(settings),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        long period = Audience.REPORT.toMillis();
        reports.scheduleAtFixedRate(this::report, period, period, TimeUnit.MILLISECONDS);
    }

    private void report() {
        try {
            send(present.get());
        } catch (RuntimeException e) {
            log.debug("audience not reported: {}", e.getMessage());
        }
    }

    private synchronized void send(Map<StreamId, ViewerSet> now) {
        var key = nodeId.value().getBytes(StandardCharsets.UTF_8);
        for (var report : reports(nodeId, Instant.now(), now, reported)) {
            producer.send(new ProducerRecord<>(Topics.AUDIENCE, key, Json.write(report)));
        }
        reported = Set.copyOf(now.keySet());
    }

    /** {@code now} in records of bearable size, and the streams of {@code before} that nobody watches any more. */
    static List<AudienceReport> reports(
            NodeId nodeId, Instant at, Map<StreamId, ViewerSet> now, Set<StreamId> before) {
        var all = new HashMap<>(now);
        var left = new HashSet<>(before);
        left.removeAll(now.keySet());
        left.forEach(streamId -> all.put(streamId, ViewerSet.NONE));
        var reports = new ArrayList<AudienceReport>();
        var next = new ArrayList<Present>();
        int viewers = 0;
        for (var entry : all.entrySet()) {
            // A stream's name costs more than a viewer.
            int size = entry.getValue().size() + 5;
            if (!next.isEmpty() && viewers + size > MAX_VIEWERS) {
                reports.add(new AudienceReport(nodeId, at, next));
                next.clear();
                viewers = 0;
            }
            next.add(new Present(entry.getKey(), entry.getValue()));
            viewers += size;
        }
        if (!next.isEmpty()) {
            reports.add(new AudienceReport(nodeId, at, next));
        }
        return reports;
    }

    /** Its viewers are at other edges from now on. */
    @Override
    public void close() {
        reports.shutdownNow();
        try {
            send(Map.of());
        } catch (RuntimeException e) {
            log.debug("leaving viewers unreported: {}", e.getMessage());
        }
        producer.close(Duration.ofSeconds(2));
    }
}
