package tv.headwater.contract.log;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import tv.headwater.contract.media.MediaRecordCodec;

/** The topics, and how they are laid out. Every service creates what is missing before it starts. */
public final class Topics {

    public static final String SOURCE_MEDIA = "source-media";
    public static final String RENDITION_MEDIA = "rendition-media";
    public static final String STREAM_EVENTS = "stream-events";
    public static final String STREAMS = "streams";
    public static final String NODES = "nodes";

    private static final String MEDIA_RETENTION_MS = String.valueOf(15 * 60_000);
    private static final String EVENT_RETENTION_MS = String.valueOf(7 * 24 * 3_600_000L);
    private static final int EVENT_PARTITIONS = 4;

    private Topics() {}

    /**
     * Creates the topics that do not exist yet; harmless when several services do so at once.
     *
     * @throws org.apache.kafka.common.KafkaException if Kafka cannot be reached in time
     */
    public static void create(KafkaSettings kafka) {
        try (var admin = Admin.create(kafka.client(Map.of("default.api.timeout.ms", "30000")))) {
            for (var created : admin.createTopics(topics(kafka)).values().values()) {
                try {
                    created.get();
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof TopicExistsException)) {
                        throw new org.apache.kafka.common.KafkaException(
                                "cannot create topics", e.getCause());
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new org.apache.kafka.common.errors.InterruptException(e);
        }
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
        return List.of(
                topic(kafka, SOURCE_MEDIA, kafka.lanes(), media),
                topic(kafka, RENDITION_MEDIA, kafka.lanes(), media),
                topic(kafka, STREAM_EVENTS, EVENT_PARTITIONS, events),
                topic(kafka, STREAMS, 1, table),
                topic(kafka, NODES, 1, table));
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
