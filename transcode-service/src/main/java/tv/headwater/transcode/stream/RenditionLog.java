package tv.headwater.transcode.stream;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.media.MediaRecord;

/**
 * {@code rendition-media}, as the streams of this node need it. Of each stream nothing follows a record that could not be
 * written, until it is claimed again. Safe for use by many threads.
 */
public interface RenditionLog {

    /** Hears what stands of a stream before its claim, in the order of the log, without what is void. */
    interface Truth {

        void record(long offset, MediaRecord record);
    }

    /**
     * Takes a stream's renditions over: blocks until the claim stands in the log and all before it is read.
     *
     * @param hint offset before which nothing of interest stands
     * @param truth hears the stream's records from {@code hint} up to the claim, on the calling thread
     * @return the sequence from which to count
     * @throws RuntimeException if Kafka could not be reached in time; the claim may stand nevertheless
     */
    long claim(int lane, StreamId streamId, long hint, Truth truth);

    /**
     * Appends records together. Blocks while too much of the stream is on its way.
     *
     * @return the offset of the first once all are written; fails if they may not be, and then so does all that follows until
     *     the stream is claimed again
     */
    CompletableFuture<Long> append(int lane, StreamId streamId, List<ByteBuffer> records);

    /** Lets a stream go: what is on its way is given up. */
    void release(StreamId streamId);
}
