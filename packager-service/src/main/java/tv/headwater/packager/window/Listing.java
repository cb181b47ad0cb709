package tv.headwater.packager.window;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.Track;
import tv.headwater.packager.playlist.MultivariantPlaylist;
import tv.headwater.packager.playlist.MultivariantPlaylist.AudioRendition;
import tv.headwater.packager.playlist.MultivariantPlaylist.Picture;
import tv.headwater.packager.playlist.MultivariantPlaylist.Variant;

/**
 * What of a window can be chosen from. It follows from the window alone, so every packager lists the same in the same order.
 *
 * @param source the video as it was published, null where there is none
 * @param rungs from the tallest to the smallest
 * @param audios what each variant may play with, the one most players know first
 */
record Listing(
        @Nullable RenditionWindow source,
        List<RenditionWindow> rungs,
        List<RenditionWindow> audios) {

    /** Renditions without media are waited for no longer than until another has this many segments. */
    static final int PATIENCE = 3;

    private static final Comparator<RenditionWindow> TALLEST_FIRST =
            Comparator.comparingInt(Listing::height)
                    .reversed()
                    .thenComparing(window -> window.rendition().value());

    /**
     * Empty until each published rendition has a segment, or one has so many that the others cannot be waited for. Nothing
     * transcoded is ever waited for.
     */
    static Optional<Listing> of(StreamWindow window) {
        var published =
                Stream.of(Rendition.SOURCE, Rendition.AUDIO)
                        .map(window::rendition)
                        .filter(each -> each != null && each.current())
                        .toList();
        var playable = published.stream().filter(each -> !each.segments().isEmpty()).toList();
        boolean overdue = playable.stream().anyMatch(each -> each.segments().size() >= PATIENCE);
        if (playable.isEmpty() || (playable.size() < published.size() && !overdue)) {
            return Optional.empty();
        }
        var reference = playable.getFirst();
        var source = reference.rendition().equals(Rendition.SOURCE) ? reference : null;
        return Optional.of(
                new Listing(
                        source,
                        source == null ? List.of() : rungs(window, source),
                        audios(window, playable.getLast(), reference)));
    }

    private static List<RenditionWindow> rungs(StreamWindow window, RenditionWindow source) {
        return window.renditions().values().stream()
                .filter(each -> !Rendition.RESERVED.contains(each.rendition()))
                .filter(each -> isOffered(each, source))
                .sorted(TALLEST_FIRST)
                .toList();
    }

    private static List<RenditionWindow> audios(
            StreamWindow window, RenditionWindow published, RenditionWindow reference) {
        if (!published.rendition().equals(Rendition.AUDIO)) {
            return List.of();
        }
        var transcoded = window.rendition(Rendition.AUDIO_AAC);
        boolean needed = !track(published).codec().equals(FourCc.MP4A);
        return needed && transcoded != null && isOffered(transcoded, reference)
                ? List.of(transcoded, published)
                : List.of(published);
    }

    /**
     * Whether a transcoded rendition keeps up: it has something the source's playlist lists too, and goes on with it or has
     * all of it. One whose session ended while the source's goes on has been shed.
     */
    private static boolean isOffered(RenditionWindow transcoded, RenditionWindow source) {
        if (!transcoded.current() || transcoded.segments().isEmpty()) {
            return false;
        }
        long newest = transcoded.newest().msn();
        return transcoded.open()
                ? newest >= source.listed().getFirst().msn()
                : newest >= source.newest().msn();
    }

    /** What was published rather than transcoded. */
    Stream<RenditionWindow> published() {
        return Stream.concat(Stream.ofNullable(source), audios.reversed().stream().limit(1));
    }

    /** The rendition that the others are measured by: the source, or the audio where there is no video. */
    RenditionWindow reference() {
        return source == null ? audios.getLast() : source;
    }

    /** In the order of the playlist, audio last. */
    Stream<RenditionWindow> all() {
        return Stream.of(Stream.ofNullable(source), rungs.stream(), audios.stream())
                .flatMap(each -> each);
    }

    MultivariantPlaylist playlist() {
        boolean independent = all().allMatch(RenditionWindow::isIndependent);
        return new MultivariantPlaylist(
                independent,
                all().anyMatch(RenditionWindow::hasCaptions),
                source == null ? List.of() : audios.stream().map(Listing::audio).toList(),
                source == null
                        ? audios.stream().map(audio -> variant(audio, null)).toList()
                        : variants(source));
    }

    /** The source comes with each audio there is, so that every player finds a pair it knows; rungs with the first alone. */
    private List<Variant> variants(RenditionWindow video) {
        List<Variant> variants = new ArrayList<>();
        if (audios.isEmpty()) {
            variants.add(variant(video, null));
        }
        audios.forEach(audio -> variants.add(variant(video, audio)));
        var audio = audios.isEmpty() ? null : audios.getFirst();
        rungs.forEach(rung -> variants.add(variant(rung, audio)));
        return variants;
    }

    private static AudioRendition audio(RenditionWindow audio) {
        int channels = track(audio) instanceof Track.Audio track ? track.channels() : 0;
        return new AudioRendition(group(audio), "Audio", channels, uri(audio));
    }

    private static Variant variant(RenditionWindow window, @Nullable RenditionWindow audio) {
        var rates = Rates.of(window.listed(), window.targetDuration());
        long peak = rates.peak();
        long average = rates.average();
        List<String> codecs = new ArrayList<>(List.of(window.newest().init().codecs()));
        if (audio != null) {
            var more = Rates.of(audio.listed(), audio.targetDuration());
            peak += more.peak();
            average += more.average();
            codecs.add(audio.newest().init().codecs());
        }
        return new Variant(
                peak,
                average,
                codecs,
                picture(track(window), rates),
                audio == null ? null : group(audio),
                uri(window));
    }

    static @Nullable Picture picture(Track track, Rates rates) {
        return switch (track) {
            case Track.Video video -> new Picture(video.width(), video.height(), rates.frameRate());
            case Track.Audio _ -> null;
        };
    }

    static Track track(RenditionWindow window) {
        return window.newest().init().track();
    }

    private static int height(RenditionWindow window) {
        return track(window) instanceof Track.Video video ? video.height() : 0;
    }

    private static String group(RenditionWindow audio) {
        return audio.rendition().value();
    }

    static String uri(RenditionWindow window) {
        return window.rendition() + "/index.m3u8";
    }
}
