package tv.headwater.contract.log;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import tv.headwater.contract.media.MediaRecordCodec;

/** The topics, and how they are laid out. Every service creates what is missing before it starts. */
public final class Topics {

    /** The first record of a traced session has a header, {@code traceparent} of W3C Trace Context; it is no part of the media. */
    public static final String SOURCE_MEDIA = "source-media";

    public static final String RENDITION_MEDIA = "rendition-media";
    public static final String STREAM_EVENTS = "stream-events";
    public static final String STREAMS = "streams";
    public static final String NODES = "nodes";
    public static final String PLAYBACK_ACCESS = "playback-access";
    public static final String AUDIENCE = "audience";
    public static final String CHAT_MESSAGES = "chat-messages";
    public static final String CHAT_RULES = "chat-rules";
    public static final String CHAT_TICKETS = "chat-tickets";

    private static final String MEDIA_RETENTION_MS = String.valueOf(15 * 60_000);
    private static final String AUDIENCE_RETENTION_MS = String.valueOf(5 * 60_000);
    private static final String EVENT_RETENTION_MS = String.valueOf(7 * 24 * 3_600_000L);
    private static final String TICKET_RETENTION_MS = String.valueOf(5 * 60_000);
    private static final int EVENT_PARTITIONS = 4;
    private static final int CHAT_PARTITIONS = 16;

    private static final Duration LEADERS_WITHIN = Duration.ofSeconds(30);
    private static final Duration LEADERS_RETRY = Duration.ofMillis(50);

    private Topics() {}

    /**
     * Creates the topics that do not exist yet; harmless when several services do so at once.
     *
     * @throws org.apache.kafka.common.KafkaException if Kafka cannot be reached in time
     */
    public static void create(KafkaSettings kafka) {
        try (var admin = Admin.create(kafka.client(Map.of("default.api.timeout.ms", "30000")))) {
            var topics = topics(kafka);
            var created = admin.createTopics(topics).values();
            var partitions = new HashMap<TopicPartition, OffsetSpec>();
            for (var topic : topics) {
                try {
                    Objects.requireNonNull(created.get(topic.name())).get();
                    for (int i = 0; i < topic.numPartitions(); i++) {
                        partitions.put(new TopicPartition(topic.name(), i), OffsetSpec.latest());
                    }
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof TopicExistsException)) {
                        throw failure(e);
                    }
                }
            }
            awaitLeaders(admin, partitions);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new org.apache.kafka.common.errors.InterruptException(e);
        }
    }

    /**
     * A broker says that a topic is created before it leads its partitions, and before it knows of it. Of several batches in flight to one that does
     * not lead yet, the first may be refused and the second taken, and the first is out of order from then on.
     */
    private static void awaitLeaders(Admin admin, Map<TopicPartition, OffsetSpec> partitions)
            throws InterruptedException {
        long deadline = System.nanoTime() + LEADERS_WITHIN.toNanos();
        while (true) {
            try {
                admin.listOffsets(partitions).all().get();
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RetriableException)
                        || System.nanoTime() - deadline > 0) {
                    throw failure(e);
                }
            }
            Thread.sleep(LEADERS_RETRY);
        }
    }

    private static KafkaException failure(ExecutionException e) {
        return new KafkaException("cannot create topics", e.getCause());
    }

    private static List<NewTopic> topics(KafkaSettings kafka) {
        var media =
                Map.of(
                        "cleanup.policy", "delete",
                        "retention.ms", MEDIA_RETENTION_MS,
                        "segment.ms", "60000",
                        "segment.bytes", "67108864",
                        "compression.type", "uncompressed",
                        "max.message.bytes",
                                String.valueOf(MediaRecordCodec.MAX_RECORD_LENGTH + 1024));
        var events = Map.of("cleanup.policy", "delete", "retention.ms", EVENT_RETENTION_MS);
        var table =
                Map.of(
                        "cleanup.policy", "compact",
                        "segment.ms", "600000",
                        "segment.bytes", "4194304",
                        "min.cleanable.dirty.ratio", "0.1");
        var audience =
                Map.of(
                        "cleanup.policy",
                        "delete",
                        "retention.ms",
                        AUDIENCE_RETENTION_MS,
                        "segment.ms",
                        "60000",
                        "max.message.bytes",
                        String.valueOf(8 << 20));
        var tickets =
                Map.of(
                        "cleanup.policy", "delete",
                        "retention.ms", TICKET_RETENTION_MS,
                        "segment.ms", "60000",
                        // Whether a ticket came in time is for one clock to say.
                        "message.timestamp.type", "LogAppendTime");
        return List.of(
                topic(kafka, SOURCE_MEDIA, kafka.lanes(), media),
                topic(kafka, RENDITION_MEDIA, kafka.lanes(), media),
                topic(kafka, STREAM_EVENTS, EVENT_PARTITIONS, events),
                topic(kafka, STREAMS, 1, table),
                topic(kafka, NODES, 1, table),
                topic(kafka, PLAYBACK_ACCESS, 1, table),
                topic(kafka, AUDIENCE, 1, audience),
                topic(kafka, CHAT_MESSAGES, CHAT_PARTITIONS, events),
                topic(kafka, CHAT_RULES, 1, table),
                topic(kafka, CHAT_TICKETS, 1, tickets));
    }

    private static NewTopic topic(
            KafkaSettings kafka, String name, int partitions, Map<String, String> configs) {
        var all = new java.util.HashMap<>(configs);
        if (kafka.replicationFactor() > 2) {
            all.put("min.insync.replicas", "2");
        }
        return new NewTopic(name, partitions, kafka.replicationFactor()).configs(all);
    }
}
