package tv.headwater.packager.playlist;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tv.headwater.packager.crypt.KeyTag;

/**
 * Media Segments that stand in a playlist before those of a {@link MediaPlaylist}, as text, so that many of them need not be
 * written again with each part.
 *
 * @param blocks in order, no number left out between them nor before the playlist's first
 */
public record PastSegments(List<Block> blocks) {

    public static final PastSegments NONE = new PastSegments(List.of());

    public PastSegments {
        blocks = List.copyOf(blocks);
    }

    /**
     * What holds where a segment begins.
     *
     * @param map the URI of EXT-X-MAP, empty before the first
     * @param key EXT-X-KEY, null in the clear and before the first
     */
    public record Place(String map, @Nullable KeyTag key, long discontinuitySequence) {}

    /**
     * Some of them.
     *
     * @param mediaSequence the number of the first
     * @param before where it begins
     * @param first what holds in the first, for which it may have tags
     * @param end where what follows begins
     * @param independent whether each begins with a random-access unit
     * @param text in UTF-8, read-only
     */
    public record Block(
            long mediaSequence,
            int count,
            double seconds,
            boolean independent,
            Place before,
            Place first,
            Place end,
            ByteBuffer text) {

        /** There must be a segment. */
        public static Block of(
                long mediaSequence,
                Place before,
                List<MediaPlaylist.Segment> segments,
                boolean independent) {
            var text = new StringBuilder(96 * segments.size());
            var written = new SegmentsText(text, before);
            double seconds = 0;
            for (var segment : segments) {
                written.append(segment);
                seconds += segment.seconds();
            }
            return new Block(
                    mediaSequence,
                    segments.size(),
                    seconds,
                    independent,
                    before,
                    segments.getFirst().place(),
                    written.place(),
                    ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8))
                            .asReadOnlyBuffer());
        }
    }

    public boolean isEmpty() {
        return blocks.isEmpty();
    }

    public int count() {
        return blocks.stream().mapToInt(Block::count).sum();
    }

    /** Bytes of all of them. */
    public int length() {
        return blocks.stream().mapToInt(block -> block.text().remaining()).sum();
    }

    boolean isIndependent() {
        return blocks.stream().allMatch(Block::independent);
    }

    /** Where the first one begins; there must be one. */
    Place begin() {
        return blocks.getFirst().before();
    }

    /** How many to leave out so that at least {@code seconds} stay; whole blocks. */
    int skippable(double seconds) {
        int left = count();
        double until = seconds;
        for (var block : blocks.reversed()) {
            if (until <= 0) {
                break;
            }
            left -= block.count();
            until -= block.seconds();
        }
        return left;
    }
}
