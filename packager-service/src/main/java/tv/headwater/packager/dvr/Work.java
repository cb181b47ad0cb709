package tv.headwater.packager.dvr;

import tv.headwater.contract.id.StreamId;
import tv.headwater.packager.segment.MediaSegment;

/** What the writer thread is asked to do. */
sealed interface Work {

    record Append(RenditionKey key, MediaSegment segment) implements Work {

        /** What it holds in memory while it waits. */
        int size() {
            return segment.size();
        }
    }

    /** @param dateTime before which media may go, µs since 1970 */
    record Expire(RenditionKey key, long dateTime) implements Work {}

    record Forget(StreamId streamId) implements Work {}

    /** It could not be read. */
    record Discard(RenditionKey key, Placement placement) implements Work {}
}
