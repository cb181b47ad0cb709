package tv.headwater.packager.stream;

import java.util.Optional;
import tv.headwater.contract.id.Rendition;
import tv.headwater.packager.window.RenditionWindow;
import tv.headwater.packager.window.StreamWindow;

/** What a request waits for. */
public sealed interface Awaited {

    Rendition rendition();

    /** A playlist with the whole of a segment: {@code _HLS_msn} alone. */
    record Segment(Rendition rendition, long msn) implements Awaited {}

    /** A playlist with a part, or the next segment's first where the segment ends before: {@code _HLS_msn} and {@code _HLS_part}. */
    record PartListed(Rendition rendition, long msn, int part) implements Awaited {}

    /** A part itself, as long as it may come. */
    record Part(Rendition rendition, long msn, int part) implements Awaited {}

    /** Whether there is nothing more to wait for; so also where the rendition is gone. */
    default boolean isOverIn(StreamWindow window) {
        return Optional.ofNullable(window.rendition(rendition()))
                .filter(found -> !found.segments().isEmpty())
                .map(this::isOverIn)
                .orElse(true);
    }

    private boolean isOverIn(RenditionWindow window) {
        return switch (this) {
            case Segment(_, long msn) -> window.covers(msn);
            case PartListed(_, long msn, int part) -> window.covers(msn, part);
            case Part(_, long msn, int part) -> window.covers(msn) || window.covers(msn, part);
        };
    }
}
