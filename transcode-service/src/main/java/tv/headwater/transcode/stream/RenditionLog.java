package tv.headwater.transcode.stream;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.media.MediaRecord;

/** {@code rendition-media}, as the streams of this node need it. Safe for use by many threads. */
public interface RenditionLog {

    /** Hears what stands of a stream before its claim, in the order of the log, without what is fenced. */
    interface Truth {

        void record(long offset, MediaRecord record);
    }

    /**
     * Takes a stream's renditions over: blocks until the claim stands in the log and all before it is read.
     *
     * @param hint offset before which nothing of interest stands
     * @param truth hears the stream's records from {@code hint} up to the claim, on the calling thread
     * @return the sequence from which to count
     * @throws RuntimeException if Kafka could not be reached in time, or the thread was interrupted; the claim may stand nevertheless
     */
    long claim(int lane, StreamId streamId, long hint, Truth truth);

    /**
     * Appends a record after all that the same thread appended before. May block for a moment while buffers are full.
     *
     * @return the record's offset, once it is written; or why it could not be
     */
    CompletableFuture<Long> append(int lane, StreamId streamId, ByteBuffer record);
}
