package tv.headwater.transcode.stream;

import java.util.LinkedHashMap;
import java.util.Map;
import tv.headwater.contract.id.StreamId;
import tv.headwater.transcode.log.Position;

/** A lane this node has, and the streams transcoded in it. Used by the thread that reads the lanes. */
final class Lane {

    final int number;
    final Map<StreamId, StreamTranscode> streams = new LinkedHashMap<>();
    private long next;
    private long hint;

    Lane(int number, Position from) {
        this.number = number;
        this.next = from.source();
        this.hint = from.rendition();
    }

    void read(long offset) {
        next = offset + 1;
    }

    /** Where the renditions of a stream that begins now could stand. */
    long hint() {
        return hint;
    }

    /** From where on all that is not given out can be made. */
    Position position() {
        streams.values()
                .removeIf(stream -> {
                    if (stream.isOver()) {
                        hint = Math.max(hint, stream.hint());
                    }
                    return stream.isOver();
                });
        long source = next;
        long rendition = Long.MAX_VALUE;
        for (var stream : streams.values()) {
            var position = stream.position();
            if (position != null) {
                source = Math.min(source, position.source());
                rendition = Math.min(rendition, position.rendition());
            }
        }
        if (rendition == Long.MAX_VALUE) {
            for (var stream : streams.values()) {
                hint = Math.max(hint, stream.hint());
            }
            rendition = hint;
        }
        return new Position(source, rendition);
    }
}
