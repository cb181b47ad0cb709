package tv.headwater.e2e.hls;

import java.net.URI;
import tv.headwater.e2e.hls.playlist.Delta;
import tv.headwater.e2e.hls.playlist.Finding.Kind;
import tv.headwater.e2e.hls.playlist.Findings;
import tv.headwater.e2e.hls.playlist.MediaPlaylist;

/** Playlist delta updates (RFC 8216bis 6.2.5.1): applied to what is there already, each must make the full playlist. */
final class Deltas {

    private static final String SECTION = "6.2.5.1";

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
        var next = client.get(directives.on(uri));
        if (next.isFound()) {
            compare(full, delta, MediaPlaylist.parse(next.body(), findings), on);
        }
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
