package tv.headwater.transcode;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.log.Topics;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Claim;
import tv.headwater.contract.media.EndOfSession;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.MediaRecordCodec;

/** A lane of {@code rendition-media}, as whoever packages it reads it. Used by one thread. */
final class RenditionReader implements AutoCloseable {

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final StreamId streamId;
    private final Map<String, List<MediaRecord>> read = new HashMap<>();
    private final Map<String, Long> sequences = new HashMap<>();
    private long base = -1;

    RenditionReader(KafkaSettings kafka, int lane, StreamId streamId) {
        this.streamId = streamId;
        this.consumer =
                new KafkaConsumer<>(
                        kafka.client(Map.of("auto.offset.reset", "earliest")),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        consumer.assign(List.of(new TopicPartition(Topics.RENDITION_MEDIA, lane)));
    }

    private void poll() {
        for (var record : consumer.poll(Duration.ofMillis(50))) {
            var media = MediaRecordCodec.decode(ByteBuffer.wrap(record.value()));
            var stamp = media.stamp();
            var rendition = stamp.rendition().value();
            if (!stamp.streamId().equals(streamId)) {
                continue;
            }
            if (media instanceof Claim) {
                base = Math.max(base, stamp.sequence());
            } else if (stamp.sequence() >= base
                    && stamp.sequence() > sequences.getOrDefault(rendition, -1L)) {
                sequences.put(rendition, stamp.sequence());
                read.computeIfAbsent(rendition, _ -> new ArrayList<>()).add(media);
            }
        }
    }

    /** The pts of all units of a rendition so far, in order. */
    List<Long> pictures(String rendition) {
        poll();
        return read.getOrDefault(rendition, List.of()).stream()
                .filter(AccessUnit.class::isInstance)
                .map(unit -> ((AccessUnit) unit).pts())
                .toList();
    }

    /** Segments whose first unit is not a random-access point. */
    List<Long> badSegments(String rendition) {
        var bad = new ArrayList<Long>();
        long segment = -1;
        for (var record : read.getOrDefault(rendition, List.of())) {
            if (record instanceof AccessUnit unit && unit.stamp().segment() != segment) {
                segment = unit.stamp().segment();
                if (!unit.randomAccess()) {
                    bad.add(segment);
                }
            }
        }
        return bad;
    }

    boolean isEnded(String rendition) {
        poll();
        var all = read.getOrDefault(rendition, List.of());
        return !all.isEmpty() && all.getLast() instanceof EndOfSession;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
