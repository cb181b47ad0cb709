package tv.headwater.packager.segment;

import java.nio.ByteBuffer;
import java.util.List;
import tv.headwater.contract.media.Track;
import tv.headwater.packager.cmaf.ClosedCaptions;
import tv.headwater.packager.cmaf.Fragment;

/**
 * A complete Media Segment of one track.
 *
 * @param msn Media Sequence Number
 * @param start the first unit's dts, in units of the track's timescale
 * @param duration the sum of its units' durations, likewise
 * @param programDateTime wall clock of its earliest pts, µs since 1970
 * @param samples how many access units it has; none where the track was silent (EXT-X-GAP)
 * @param independent whether it starts with a random-access unit
 * @param captions whether there are closed captions among its pictures
 * @param parts none where they are not told apart
 * @param chunks CMAF chunks, read-only, whose concatenation is the segment; where there are parts, those of the parts
 */
public record MediaSegment(
        long msn,
        InitSegment init,
        long start,
        long duration,
        long programDateTime,
        int samples,
        boolean independent,
        boolean captions,
        List<Part> parts,
        List<ByteBuffer> chunks) {

    public MediaSegment {
        parts = List.copyOf(parts);
        chunks = List.copyOf(chunks);
    }

    /** Looks for captions itself. */
    public MediaSegment(
            long msn,
            InitSegment init,
            long start,
            long duration,
            long programDateTime,
            int samples,
            boolean independent,
            List<Part> parts,
            List<ByteBuffer> chunks) {
        this(
                msn,
                init,
                start,
                duration,
                programDateTime,
                samples,
                independent,
                init.track() instanceof Track.Video && chunks.stream().anyMatch(ClosedCaptions::in),
                parts,
                chunks);
    }

    /** A number without media, with just enough bytes that a client which does not know EXT-X-GAP reads over it. */
    public static MediaSegment gap(
            long msn, InitSegment init, long start, long duration, long programDateTime) {
        return new MediaSegment(
                msn,
                init,
                start,
                duration,
                programDateTime,
                0,
                true,
                List.of(),
                List.of(Fragment.segmentType()));
    }

    public boolean isGap() {
        return samples == 0;
    }

    /** The dts its track goes on with, in units of the timescale. */
    public long end() {
        return start + duration;
    }

    /** In bytes. */
    public int size() {
        int size = 0;
        for (var chunk : chunks) {
            size = Math.addExact(size, chunk.remaining());
        }
        return size;
    }

    /** All of it in one buffer, read-only: a copy where it has several chunks. */
    public ByteBuffer bytes() {
        if (chunks.size() == 1) {
            return chunks.getFirst();
        }
        var all = ByteBuffer.allocate(size());
        chunks.forEach(chunk -> all.put(chunk.duplicate()));
        return all.flip().asReadOnlyBuffer();
    }

    public double seconds() {
        return (double) duration / init.timescale();
    }
}
