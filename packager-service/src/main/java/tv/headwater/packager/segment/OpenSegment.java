package tv.headwater.packager.segment;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.Track;
import tv.headwater.packager.cmaf.Fragment;
import tv.headwater.packager.cmaf.Sample;

/**
 * The segment a track is at. The newest unit is held back until the next one's dts tells its duration. Nothing here comes
 * from an earlier segment, so that a reader who joined the log at this one makes the same bytes.
 */
final class OpenSegment {

    /** For a picture that is alone in a segment after which nothing follows: 1/30 s. */
    private static final long LONE_PICTURE = 3000;

    private final long msn;
    private final InitSegment init;
    private final boolean independent;
    private final long start;
    private final long wallClockOrigin;

    private final List<Sample> part = new ArrayList<>();
    private final List<Cut> cuts = new ArrayList<>();
    private long partStart;
    private long partDuration;
    private AccessUnit held;
    private long heldTime;
    private long earliestPts;
    private long lastDuration;
    private int samples;
    private long size;

    /** A part whose bytes do not stand in the segment yet. */
    private record Cut(long duration, boolean independent, ByteBuffer bytes) {}

    OpenSegment(AccessUnit first, InitSegment init) {
        this.msn = first.stamp().segment();
        this.init = init;
        this.independent = first.randomAccess();
        this.wallClockOrigin = first.stamp().wallClockOrigin();
        this.start = init.time(first.dts());
        this.held = first;
        this.heldTime = start;
        this.earliestPts = first.pts();
        this.size = first.payload().remaining();
    }

    long msn() {
        return msn;
    }

    InitSegment init() {
        return init;
    }

    /** Payload bytes taken in so far. */
    long size() {
        return size;
    }

    long lastDts() {
        return held.dts();
    }

    void append(AccessUnit unit) {
        long time = init.time(unit.dts());
        settle(time - heldTime);
        held = unit;
        heldTime = time;
        earliestPts = Math.min(earliestPts, unit.pts());
        size += unit.payload().remaining();
    }

    /** Closes before a unit of the next segment. */
    MediaSegment complete(AccessUnit next) {
        settle(init.time(next.dts()) - heldTime);
        return build();
    }

    /** Closes where nothing follows: the last unit lasts as long as the one before it. */
    MediaSegment finish() {
        settle(
                switch (init.track()) {
                    case Track.Audio audio -> audio.samplesPerFrame();
                    case Track.Video _ -> lastDuration > 0 ? lastDuration : LONE_PICTURE;
                });
        return build();
    }

    private void settle(long duration) {
        if (!part.isEmpty() && partDuration + duration > init.partTarget()) {
            cut();
        }
        if (part.isEmpty()) {
            partStart = heldTime;
        }
        part.add(
                new Sample(held.payload(), duration, held.pts() - held.dts(), held.randomAccess()));
        partDuration += duration;
        lastDuration = duration;
        samples++;
    }

    private void cut() {
        // Unique and growing for all but the longest segments, and known to whoever joins here.
        long sequenceNumber = msn << 10 | cuts.size();
        var bytes =
                switch (init.track()) {
                    case Track.Video _ -> Fragment.video(sequenceNumber, partStart, part);
                    case Track.Audio _ -> Fragment.audio(sequenceNumber, partStart, part);
                };
        cuts.add(new Cut(partDuration, part.getFirst().randomAccess(), bytes));
        part.clear();
        partDuration = 0;
    }

    private MediaSegment build() {
        cut();
        var type = Fragment.segmentType();
        int length = type.remaining();
        for (var cut : cuts) {
            length = Math.addExact(length, cut.bytes().remaining());
        }
        var bytes = ByteBuffer.allocate(length).put(type);
        List<Part> parts = new ArrayList<>();
        int from = 0;
        long duration = 0;
        for (var cut : cuts) {
            bytes.put(cut.bytes());
            var slice = bytes.slice(from, bytes.position() - from).asReadOnlyBuffer();
            parts.add(new Part(cut.duration(), cut.independent(), slice));
            from = bytes.position();
            duration += cut.duration();
        }
        return new MediaSegment(
                msn,
                init,
                start,
                duration,
                wallClockOrigin + micros(earliestPts),
                samples,
                independent,
                parts,
                bytes.flip().asReadOnlyBuffer());
    }

    private static long micros(long ticks) {
        return Math.multiplyExact(ticks, 100) / (MediaRecord.TICKS_PER_SECOND / 10_000);
    }
}
