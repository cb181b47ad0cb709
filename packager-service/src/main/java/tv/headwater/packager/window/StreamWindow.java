package tv.headwater.packager.window;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.Track;
import tv.headwater.packager.playlist.MultivariantPlaylist;
import tv.headwater.packager.segment.MediaSegment;

/**
 * All that a stream has to offer at one moment.
 *
 * @param sessionOpen whether a publish session may still add to it
 * @param bytes of all its segments
 */
public record StreamWindow(
        SortedMap<Rendition, RenditionWindow> renditions, boolean sessionOpen, long bytes) {

    private static final Comparator<Rendition> BY_NAME = Comparator.comparing(Rendition::value);

    public static final StreamWindow EMPTY = new StreamWindow(new TreeMap<>(BY_NAME), false, 0);

    /** Renditions without media are waited for no longer than until another has this many segments. */
    static final int PATIENCE = 3;

    public StreamWindow {
        renditions = Collections.unmodifiableSortedMap(renditions);
    }

    /** As the renditions {@code ofFeed} of one feed are configured now. */
    public StreamWindow configured(
            Collection<Rendition> ofFeed, Map<Rendition, Track> tracks, int targetDuration) {
        var next = copy();
        for (var rendition : ofFeed) {
            next.computeIfPresent(
                    rendition, (_, window) -> window.configured(false, targetDuration));
        }
        for (var rendition : tracks.keySet()) {
            next.compute(
                    rendition,
                    (_, window) ->
                            (window == null ? RenditionWindow.of(rendition) : window)
                                    .configured(true, targetDuration));
        }
        return new StreamWindow(next, true, bytes);
    }

    public StreamWindow with(Rendition rendition, MediaSegment segment, WindowLimits limits) {
        var next = copy();
        var before = next.getOrDefault(rendition, RenditionWindow.of(rendition));
        var after = before.with(segment, limits);
        next.put(rendition, after);
        return new StreamWindow(next, sessionOpen, bytes - before.bytes() + after.bytes());
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
        return new StreamWindow(next, sessionOpen, left);
    }

    public StreamWindow session(boolean open) {
        return open == sessionOpen ? this : new StreamWindow(renditions, open, bytes);
    }

    private TreeMap<Rendition, RenditionWindow> copy() {
        var copy = new TreeMap<Rendition, RenditionWindow>(BY_NAME);
        copy.putAll(renditions);
        return copy;
    }

    public @Nullable RenditionWindow rendition(Rendition rendition) {
        return renditions.get(rendition);
    }

    public boolean hasSegments() {
        return renditions.values().stream().anyMatch(window -> !window.segments().isEmpty());
    }

    /**
     * Its Multivariant Playlist: the renditions of the newest configuration, as their listed segments are. Empty until each
     * of them has a segment, or one has so many that the others cannot be waited for.
     */
    public Optional<MultivariantPlaylist> multivariant() {
        var current = renditions.values().stream().filter(RenditionWindow::current).toList();
        var playable = current.stream().filter(window -> !window.segments().isEmpty()).toList();
        boolean complete = playable.size() == current.size();
        boolean overdue =
                playable.stream().anyMatch(window -> window.segments().size() >= PATIENCE);
        if (playable.isEmpty() || (!complete && !overdue)) {
            return Optional.empty();
        }
        var audio = playable.stream().filter(StreamWindow::isAudio).findFirst().orElse(null);
        var video = playable.stream().filter(window -> !isAudio(window)).toList();
        return Optional.of(
                new MultivariantPlaylist(
                        playable.stream().allMatch(RenditionWindow::isIndependent),
                        audio == null || video.isEmpty() ? List.of() : List.of(rendition(audio)),
                        audio != null && video.isEmpty()
                                ? List.of(variant(audio, null))
                                : video.stream().map(window -> variant(window, audio)).toList()));
    }

    private static boolean isAudio(RenditionWindow window) {
        return window.segments().getLast().init().track() instanceof Track.Audio;
    }

    private static MultivariantPlaylist.AudioRendition rendition(RenditionWindow audio) {
        int channels =
                audio.segments().getLast().init().track() instanceof Track.Audio track
                        ? track.channels()
                        : 0;
        return new MultivariantPlaylist.AudioRendition("Audio", channels, uri(audio));
    }

    private static MultivariantPlaylist.Variant variant(
            RenditionWindow window, @Nullable RenditionWindow audio) {
        var rates = Rates.of(window.listed(), window.targetDuration());
        var init = window.segments().getLast().init();
        long peak = rates.peak();
        long average = rates.average();
        List<String> codecs = new ArrayList<>(List.of(init.codecs()));
        if (audio != null) {
            var more = Rates.of(audio.listed(), audio.targetDuration());
            peak += more.peak();
            average += more.average();
            codecs.add(audio.segments().getLast().init().codecs());
        }
        return new MultivariantPlaylist.Variant(
                peak, average, codecs, picture(init.track(), rates), uri(window));
    }

    private static MultivariantPlaylist.@Nullable Picture picture(Track track, Rates rates) {
        return switch (track) {
            case Track.Video video ->
                    new MultivariantPlaylist.Picture(
                            video.width(), video.height(), rates.frameRate());
            case Track.Audio _ -> null;
        };
    }

    private static String uri(RenditionWindow window) {
        return window.rendition() + "/index.m3u8";
    }
}
