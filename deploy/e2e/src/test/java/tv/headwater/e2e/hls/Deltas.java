package tv.headwater.e2e.hls;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tv.headwater.e2e.hls.playlist.Delta;
import tv.headwater.e2e.hls.playlist.Finding.Kind;
import tv.headwater.e2e.hls.playlist.Findings;
import tv.headwater.e2e.hls.playlist.MediaPlaylist;
import tv.headwater.e2e.hls.playlist.MediaPlaylist.DateRange;

/** Playlist delta updates (RFC 8216bis 6.2.5.1): applied to what is there already, each must make the full playlist. */
final class Deltas {

    private static final String SECTION = "6.2.5.1";

    private static final String CAN_SKIP_DATE_RANGES = "CAN-SKIP-DATERANGES=YES";

    /** EXT-X-SKIP's list of the date ranges that have left, by tabs. */
    private static final Pattern REMOVED =
            Pattern.compile("#EXT-X-SKIP:.*RECENTLY-REMOVED-DATERANGES=\"([^\"]*)\"");

    /** EXT-X-VERSION that such an EXT-X-SKIP needs. */
    private static final int DATE_RANGES_VERSION = 10;

    private final Client client;
    private final Findings findings;
    private final Tally tally;

    Deltas(Client client, Findings findings, Tally tally) {
        this.client = client;
        this.findings = findings;
        this.tally = tally;
    }

    /**
     * Asks for a delta update and compares.
     *
     * @param full the newest full playlist
     * @param directives it was asked for with
     */
    void check(URI uri, MediaPlaylist full, Directives directives) {
        var answer = client.get(directives.skipping().on(uri));
        var on = findings.on(answer.subject());
        if (!HttpRules.found(answer, findings)) {
            return;
        }
        HttpRules.playlist(answer, full.targetDuration(), findings);
        var delta = MediaPlaylist.parse(answer.body(), on);
        PlaylistRules.check(delta, on);
        directives.check(delta, on);
        if (!delta.isDelta()) {
            return;
        }
        var text = new String(answer.body(), UTF_8);
        var withoutRanges =
                text.contains(CAN_SKIP_DATE_RANGES) ? withoutRanges(uri, full, directives) : null;
        var next = client.get(directives.on(uri));
        if (next.isFound()) {
            var after = MediaPlaylist.parse(next.body(), findings);
            compare(full, delta, after, on);
            if (withoutRanges != null) {
                compare(full, withoutRanges, after, on);
            }
        }
    }

    /** What {@code _HLS_skip=v2} brings, with the date ranges it leaves out put back; null where it is no delta update. */
    private @Nullable MediaPlaylist withoutRanges(
            URI uri, MediaPlaylist before, Directives directives) {
        var asked = directives.skipping().on(uri).toString();
        var answer = client.get(URI.create(asked.replace("_HLS_skip=YES", "_HLS_skip=v2")));
        var on = findings.on(answer.subject());
        if (!HttpRules.found(answer, findings)) {
            return null;
        }
        var delta = MediaPlaylist.parse(answer.body(), on);
        PlaylistRules.check(delta, on);
        if (!delta.isDelta()) {
            return null;
        }
        var removed = REMOVED.matcher(new String(answer.body(), UTF_8));
        if (!removed.find()) {
            on.add(
                    Kind.DIRECTIVES,
                    0,
                    "4.4.5.2",
                    "date ranges are skipped and EXT-X-SKIP does not say which have left");
            return null;
        }
        if (delta.version() < DATE_RANGES_VERSION) {
            on.add(
                    Kind.DIRECTIVES,
                    0,
                    "8",
                    "date ranges are skipped in version " + delta.version());
        }
        return merged(before, delta, Set.copyOf(List.of(removed.group(1).split("\t", -1))));
    }

    private static MediaPlaylist merged(
            MediaPlaylist before, MediaPlaylist delta, Set<String> removed) {
        Map<String, DateRange> ranges = new LinkedHashMap<>();
        before.dateRanges().stream()
                .filter(range -> !removed.contains(range.id()))
                .forEach(range -> ranges.put(range.id(), range));
        delta.dateRanges().forEach(range -> ranges.put(range.id(), range));
        return new MediaPlaylist(
                before.version(),
                delta.targetDuration(),
                delta.mediaSequence(),
                delta.discontinuitySequence(),
                delta.independentSegments(),
                delta.partTarget(),
                delta.serverControl(),
                delta.skipped(),
                delta.segments(),
                delta.open(),
                delta.preloadHints(),
                delta.renditionReports(),
                List.copyOf(ranges.values()),
                delta.ended());
    }

    /**
     * Compares what a delta update makes of a playlist with that playlist, or with the one after it, whichever is of the same
     * moment.
     */
    void compare(MediaPlaylist before, MediaPlaylist delta, MediaPlaylist after, Findings on) {
        var made = Delta.apply(before, delta);
        if (made.isEmpty()) {
            on.add(
                    Kind.DIRECTIVES,
                    0,
                    SECTION,
                    "%d segments are skipped from %d on, of which the %d from %d on are known"
                            .formatted(
                                    delta.skipped().orElseThrow(),
                                    delta.mediaSequence(),
                                    before.segments().size(),
                                    before.mediaSequence()));
            return;
        }
        for (var full : new MediaPlaylist[] {before, after}) {
            if (isOfOneMoment(made.get(), full)) {
                tally.deltas.increment();
                if (!made.get().content().equals(full.content())) {
                    on.add(
                            Kind.DIRECTIVES,
                            0,
                            SECTION,
                            "a delta update makes "
                                    + made.get().content()
                                    + " and the full playlist is "
                                    + full.content());
                }
                return;
            }
        }
    }

    private static boolean isOfOneMoment(MediaPlaylist made, MediaPlaylist full) {
        return made.mediaSequence() == full.mediaSequence()
                && made.nextMsn() == full.nextMsn()
                && made.open().parts().size() == full.open().parts().size()
                && made.ended() == full.ended();
    }
}
