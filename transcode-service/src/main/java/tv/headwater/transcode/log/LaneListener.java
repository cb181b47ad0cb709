package tv.headwater.transcode.log;

import io.opentelemetry.api.trace.SpanContext;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;

/** Hears of the lanes this node has. All calls come on the one thread that reads them. */
public interface LaneListener {

    /** From here on the lane is this node's; its records follow, from {@code from.source()} on. */
    void assigned(int lane, Position from);

    /**
     * The next record of a lane, as it stands in Kafka.
     *
     * @param writtenAt ms since 1970, by Kafka's time of the record
     * @param publication whose first record it is, where that is traced; invalid of all others
     */
    void record(int lane, long offset, long writtenAt, ByteBuffer record, SpanContext publication);

    /** Whether no more of the lane can be taken in for now. Asked before each poll. */
    boolean isFull(int lane);

    /** From where on each lane would have to be read again. Asked about once a second, and after {@link #revoked}. */
    Map<Integer, Position> positions();

    /** The lanes go to others: gives out what is decoded, within a second, and lets them go. */
    void revoked(Set<Integer> lanes);

    /** The lanes are others' already: drops everything at once. */
    void lost(Set<Integer> lanes);
}
