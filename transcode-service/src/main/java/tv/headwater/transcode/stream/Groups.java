package tv.headwater.transcode.stream;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.MediaRecordCodec;
import tv.headwater.transcode.wire.WireMessage;

/**
 * Puts together what belongs together of a worker's records, which come in turns for its renditions. What is incomplete when the
 * worker ends is never given out. Used by the worker's thread.
 */
final class Groups {

    /** A group of more records, or bytes, goes out as it stands: Kafka would not take it in one piece. */
    static final int MAX_RECORDS = 64;

    static final int MAX_BYTES = 1024 * 1024;

    private final Map<Rendition, List<ByteBuffer>> incomplete = new HashMap<>();

    /**
     * The whole group that a record completes; empty if more is to come.
     *
     * @throws tv.headwater.contract.media.MalformedMediaRecord if it is no media record
     */
    List<ByteBuffer> add(WireMessage.Media media) {
        if (!media.more() && incomplete.isEmpty()) {
            return List.of(media.record());
        }
        var rendition = MediaRecordCodec.decode(media.record()).stamp().rendition();
        var group = incomplete.computeIfAbsent(rendition, _ -> new ArrayList<>());
        group.add(copy(media.record()));
        int bytes = group.stream().mapToInt(ByteBuffer::remaining).sum();
        if (media.more() && group.size() < MAX_RECORDS && bytes < MAX_BYTES) {
            return List.of();
        }
        incomplete.remove(rendition);
        return group;
    }

    private static ByteBuffer copy(ByteBuffer record) {
        return ByteBuffer.allocate(record.remaining()).put(record.duplicate()).flip();
    }
}
