package tv.headwater.packager.window;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.TimedMetadata;
import tv.headwater.contract.media.Track;
import tv.headwater.packager.dash.Mpd;
import tv.headwater.packager.playlist.MediaPlaylist;
import tv.headwater.packager.playlist.MediaPlaylist.RenditionReport;
import tv.headwater.packager.playlist.MultivariantPlaylist;
import tv.headwater.packager.segment.MediaSegment;
import tv.headwater.packager.segment.PartialSegment;

/**
 * All that a stream has to offer at one moment.
 *
 * @param poster the newest picture, null where there is none
 * @param ranges what is told at times of the stream
 * @param bytes of all its segments and the poster
 */
public record StreamWindow(
        NavigableMap<Rendition, RenditionWindow> renditions,
        @Nullable Poster poster,
        DateRanges ranges,
        long bytes) {

    private static final Comparator<Rendition> BY_NAME = Comparator.comparing(Rendition::value);

    public static final StreamWindow EMPTY =
            new StreamWindow(new TreeMap<>(BY_NAME), null, DateRanges.NONE, 0);

    public StreamWindow {
        renditions = Collections.unmodifiableNavigableMap(renditions);
    }

    /**
     * As the renditions {@code ofFeed} of one feed are configured now.
     *
     * @param segmentTarget in ticks
     */
    public StreamWindow configured(
            Collection<Rendition> ofFeed,
            Map<Rendition, Track> tracks,
            int targetDuration,
            int segmentTarget) {
        var next = copy();
        for (var rendition : ofFeed) {
            next.computeIfPresent(
                    rendition,
                    (_, window) -> window.configured(false, targetDuration, segmentTarget));
        }
        for (var rendition : tracks.keySet()) {
            next.compute(
                    rendition,
                    (_, window) ->
                            (window == null ? RenditionWindow.of(rendition) : window)
                                    .configured(true, targetDuration, segmentTarget));
        }
        return new StreamWindow(next, poster, ranges, bytes);
    }

    public StreamWindow with(Rendition rendition, MediaSegment segment, WindowLimits limits) {
        return changed(rendition, window -> window.with(segment, limits));
    }

    /** With parts of the segment that comes next. */
    public StreamWindow with(Rendition rendition, PartialSegment segment, WindowLimits limits) {
        return changed(rendition, window -> window.with(segment, limits));
    }

    private StreamWindow changed(Rendition rendition, UnaryOperator<RenditionWindow> change) {
        var next = copy();
        var before = next.getOrDefault(rendition, RenditionWindow.of(rendition));
        var after = change.apply(before);
        next.put(rendition, after);
        return new StreamWindow(next, poster, ranges, bytes - before.bytes() + after.bytes());
    }

    /** Without any segment of {@code ofFeed}. */
    public StreamWindow restarted(Collection<Rendition> ofFeed) {
        var next = copy();
        long left = bytes;
        for (var rendition : ofFeed) {
            var before = next.get(rendition);
            if (before != null) {
                left -= before.bytes();
                next.put(rendition, before.restarted());
            }
        }
        return new StreamWindow(next, poster, ranges, left);
    }

    /** As the session of one feed, which has the renditions {@code ofFeed}, is open or not. */
    public StreamWindow opened(Collection<Rendition> ofFeed, boolean open) {
        if (ofFeed.stream()
                .map(renditions::get)
                .allMatch(window -> window == null || window.open() == open)) {
            return this;
        }
        var next = copy();
        for (var rendition : ofFeed) {
            next.computeIfPresent(rendition, (_, window) -> window.opened(open));
        }
        return new StreamWindow(next, poster, ranges, bytes);
    }

    /** As if {@code ofFeed} had never been. */
    public StreamWindow without(Collection<Rendition> ofFeed) {
        var emptied = restarted(ofFeed);
        var next = emptied.copy();
        next.keySet().removeAll(Set.copyOf(ofFeed));
        return new StreamWindow(next, poster, ranges, emptied.bytes());
    }

    public StreamWindow with(Poster newest) {
        long before = poster == null ? 0 : poster.size();
        return new StreamWindow(renditions, newest, ranges, bytes - before + newest.size());
    }

    /** With one more event of the log, and without those that no playlist can list any more. */
    public StreamWindow with(TimedMetadata metadata, SourceReach reach) {
        var all = ranges.with(metadata, reach.date());
        var oldest =
                renditions.values().stream()
                        .filter(window -> !window.listed().isEmpty())
                        .mapToLong(RenditionWindow::begin)
                        .min();
        return new StreamWindow(
                renditions,
                poster,
                oldest.isEmpty() ? all : all.from(oldest.getAsLong() - DateRanges.REMOVED),
                bytes);
    }

    private TreeMap<Rendition, RenditionWindow> copy() {
        var copy = new TreeMap<Rendition, RenditionWindow>(BY_NAME);
        copy.putAll(renditions);
        return copy;
    }

    public @Nullable RenditionWindow rendition(Rendition rendition) {
        return renditions.get(rendition);
    }

    /** Whether the stream is being published. */
    public boolean sessionOpen() {
        return isOpen(Rendition.SOURCE) || isOpen(Rendition.AUDIO);
    }

    private boolean isOpen(Rendition rendition) {
        var window = renditions.get(rendition);
        return window != null && window.open();
    }

    /** Whether anything in it is still being added to. */
    public boolean isGrowing() {
        return renditions.values().stream().anyMatch(RenditionWindow::open);
    }

    /** A rendition's Media Playlist, with EXT-X-ENDLIST if nothing can follow it; empty before its first segment. */
    public Optional<MediaPlaylist> playlist(Rendition rendition, boolean ended) {
        return Optional.ofNullable(renditions.get(rendition))
                .filter(window -> !window.listed().isEmpty())
                .map(window ->
                        Playlists.of(window, ranges, reports(window), isFinal(window, ended)));
    }

    /** Whether nothing can follow in a rendition of a stream that has {@code ended} or not. */
    public boolean isFinal(RenditionWindow window, boolean ended) {
        return ended && !sessionOpen() && !window.open();
    }

    /** What a rendition offers as MPEG-TS; empty where it is not carried. */
    public Optional<TransportWindow> transport(Rendition rendition, boolean ended) {
        return TransportListing.of(this, ended).flatMap(listing -> listing.window(rendition));
    }

    /** A rendition's Media Playlist of segments in MPEG-TS, as {@link #playlist}. */
    public Optional<MediaPlaylist> transportPlaylist(Rendition rendition, boolean ended) {
        return transport(rendition, ended).flatMap(window -> window.playlist(ranges));
    }

    /** Its Multivariant Playlist of what is in MPEG-TS; empty where nothing is. */
    public Optional<MultivariantPlaylist> transportMultivariant() {
        return TransportListing.of(this, false)
                .filter(listing -> !listing.windows().isEmpty())
                .map(TransportListing::playlist);
    }

    private List<RenditionReport> reports(RenditionWindow window) {
        if (!window.hasParts()) {
            return List.of();
        }
        var published =
                renditions.values().stream()
                        .filter(Reports::isPublished)
                        .filter(RenditionWindow::current);
        var transcoded =
                Listing.of(this).stream()
                        .flatMap(Listing::all)
                        .filter(each -> !Reports.isPublished(each));
        return Reports.of(window, Stream.concat(published, transcoded));
    }

    /** Whether anything in it is encrypted with the key of that number. */
    public boolean needsKey(long number) {
        return renditions.values().stream().anyMatch(window -> window.needsKey(number));
    }

    /** Whether anything that its playlists list is encrypted. */
    public boolean isEncrypted() {
        return renditions.values().stream().anyMatch(RenditionWindow::isEncrypted);
    }

    public boolean hasSegments() {
        return renditions.values().stream().anyMatch(window -> !window.segments().isEmpty());
    }

    /** Its DASH manifest, static if the stream has {@code ended} and nothing can follow; empty while nothing can be played. */
    public Optional<Mpd> mpd(boolean ended) {
        return Listing.of(this)
                .flatMap(listing ->
                        Presentation.of(
                                listing, listing.all().allMatch(each -> isFinal(each, ended))));
    }

    /** Its Multivariant Playlist; empty while nothing can be played. */
    public Optional<MultivariantPlaylist> multivariant() {
        return Listing.of(this).map(Listing::playlist);
    }
}
