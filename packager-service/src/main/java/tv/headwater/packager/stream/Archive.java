package tv.headwater.packager.stream;

import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;
import tv.headwater.packager.segment.MediaSegment;

/** Where segments stay that windows forget. The packaging thread calls it. */
public interface Archive {

    /** Keeps nothing. */
    Archive NONE =
            new Archive() {
                @Override
                public void completed(
                        StreamId streamId, Rendition rendition, MediaSegment segment) {}

                @Override
                public void tick() {}
            };

    /** A segment, as its track brought it forth, never one that bridges a gap. */
    void completed(StreamId streamId, Rendition rendition, MediaSegment segment);

    /** Called now and then, once all that stood in the log is packaged. */
    void tick();
}
