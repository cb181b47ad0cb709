package tv.headwater.packager.playlist;

import java.util.List;

/**
 * The EXT-X-DATERANGEs of a playlist, each a whole line, in the order of the log.
 *
 * @param old those that were in it before the Skip Boundary
 * @param recent the others
 * @param recentlyRemoved RECENTLY-REMOVED-DATERANGES: ids of those that have left it since the Skip Boundary
 */
public record DateRangeTags(List<String> old, List<String> recent, List<String> recentlyRemoved) {

    public DateRangeTags {
        old = List.copyOf(old);
        recent = List.copyOf(recent);
        recentlyRemoved = List.copyOf(recentlyRemoved);
    }

    /** Of a playlist that nothing is left out of. */
    public static DateRangeTags of(List<String> all) {
        return new DateRangeTags(List.of(), all, List.of());
    }
}
