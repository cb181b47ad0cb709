package tv.headwater.packager.window;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.Rendition;
import tv.headwater.packager.playlist.MultivariantPlaylist;
import tv.headwater.packager.playlist.MultivariantPlaylist.Variant;
import tv.headwater.packager.ts.TransportStream;

/**
 * What of a window is offered as MPEG-TS: each video that is carried there, with the first audio that is, or that audio alone.
 *
 * @param windows in the order of the playlist
 */
record TransportListing(List<TransportWindow> windows) {

    /** What a transport stream adds in 32 bytes: packet headers are 4 bytes of 188. */
    private static final int SHARE = 32;

    /** And besides, in bits per second: headers and stuffing of 60 pictures, of audio, and at the ends of segments. */
    private static final long OVERHEAD = 100_000;

    static Optional<TransportListing> of(StreamWindow stream, boolean ended) {
        return Listing.of(stream).map(listing -> new TransportListing(all(listing, stream, ended)));
    }

    private static List<TransportWindow> all(Listing listing, StreamWindow stream, boolean ended) {
        var audio = audio(listing, stream);
        var videos =
                Stream.concat(Stream.ofNullable(listing.source()), listing.rungs().stream())
                        .filter(TransportListing::isCarried)
                        .toList();
        if (videos.isEmpty()) {
            return audio
                    .filter(RenditionWindow::current)
                    .map(alone -> window(alone, null, stream, ended))
                    .stream()
                    .toList();
        }
        return videos.stream()
                .map(video -> window(video, audio.orElse(null), stream, ended))
                .toList();
    }

    private static Optional<RenditionWindow> audio(Listing listing, StreamWindow stream) {
        var offered = listing.audios().stream().filter(TransportListing::isCarried).findFirst();
        return offered.isPresent()
                ? offered
                : Optional.ofNullable(stream.rendition(Rendition.AUDIO))
                        .filter(gone -> !gone.current() && !gone.segments().isEmpty())
                        .filter(TransportListing::isCarried);
    }

    private static TransportWindow window(
            RenditionWindow leading,
            @Nullable RenditionWindow audio,
            StreamWindow stream,
            boolean ended) {
        boolean isFinal =
                stream.isFinal(leading, ended) && (audio == null || stream.isFinal(audio, ended));
        return new TransportWindow(leading, audio, isFinal);
    }

    private static boolean isCarried(RenditionWindow window) {
        return TransportStream.refusal(Listing.track(window)).isEmpty();
    }

    Optional<TransportWindow> window(Rendition rendition) {
        return windows.stream()
                .filter(window -> window.leading().rendition().equals(rendition))
                .findFirst();
    }

    MultivariantPlaylist playlist() {
        boolean independent = windows.stream().allMatch(each -> each.leading().isIndependent());
        return new MultivariantPlaylist(
                independent,
                windows.stream().anyMatch(each -> each.leading().hasCaptions()),
                List.of(),
                windows.stream().map(TransportListing::variant).toList());
    }

    private static Variant variant(TransportWindow window) {
        var leading = window.leading();
        var rates = Rates.of(leading.listed(), leading.targetDuration());
        long peak = rates.peak();
        long average = rates.average();
        List<String> codecs = new ArrayList<>(List.of(leading.newest().init().codecs()));
        var audio = window.audio();
        if (audio != null && audio.current()) {
            var more = Rates.of(audio.listed(), audio.targetDuration());
            peak += more.peak();
            average += more.average();
            codecs.add(audio.newest().init().codecs());
        }
        return new Variant(
                multiplexed(peak),
                multiplexed(average),
                codecs,
                Listing.picture(Listing.track(leading), rates),
                null,
                Listing.uri(leading));
    }

    private static long multiplexed(long rate) {
        return rate + rate / SHARE + OVERHEAD;
    }
}
