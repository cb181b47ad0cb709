package tv.headwater.e2e.hls;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tv.headwater.e2e.hls.Client.Answer;
import tv.headwater.e2e.hls.RenditionMedia.Rendition;
import tv.headwater.e2e.hls.RenditionMedia.Shared;
import tv.headwater.e2e.hls.Renditions.Known;
import tv.headwater.e2e.hls.playlist.Findings;
import tv.headwater.e2e.hls.playlist.MediaPlaylist;

/**
 * Loads one rendition's playlist again and again, blocking where its server offers that and else as often as a player may (RFC
 * 8216bis 6.3.4), and checks it and all that it lists. One thread runs it.
 */
final class RenditionFollower {

    /** Every so many reloads a delta update is asked for too. */
    private static final int DELTA_EVERY = 3;

    /** Target durations after which a server may give up holding a request, with 503. */
    static final int HELD_TARGET_DURATIONS = 3;

    private static final Duration CACHED_PAUSE = Duration.ofMillis(200);
    private static final Duration NO_PLAYLIST_PAUSE = Duration.ofMillis(500);

    private final Client client;
    private final URI uri;
    private final Renditions renditions;
    private final long deadline;
    private final Tally tally;
    private final Findings findings;
    private final History history;
    private final RenditionMedia media;
    private final Leavers leavers;
    private final Deltas deltas;
    private int reloads;

    /**
     * @param deadline of {@link System#nanoTime}
     */
    RenditionFollower(Client client, Rendition rendition, Shared shared, long deadline) {
        this.client = client;
        this.uri = rendition.uri();
        this.renditions = shared.renditions();
        this.deadline = deadline;
        this.tally = shared.tally();
        this.findings = shared.findings();
        this.history = new History(findings.on(uri.getPath()));
        this.media = new RenditionMedia(client, rendition, shared);
        this.leavers = new Leavers(client, findings);
        this.deltas = new Deltas(client, findings, tally);
    }

    /**
     * Follows until the playlist ends or the time is over.
     *
     * @return the last playlist, null if there was none
     */
    @Nullable MediaPlaylist run() {
        while (System.nanoTime() - deadline < 0) {
            var last = history.last();
            var directives = last == null ? Directives.NONE : Directives.after(last);
            var known = renditions.known();
            var answer = client.get(directives.on(uri));
            var next = isHeldTooLong(answer, last) ? null : playlist(answer, directives, known);
            if (next != null && next.ended()) {
                onEnd(next);
                return next;
            }
            boolean isNew =
                    next != null && (last == null || !next.content().equals(last.content()));
            if (!isNew || !Directives.blocks(next)) {
                pause(next, isNew);
            }
        }
        return history.last();
    }

    private static boolean isHeldTooLong(Answer answer, @Nullable MediaPlaylist last) {
        return answer.status() == 503
                && last != null
                && Directives.blocks(last)
                && answer.took().toSeconds() >= HELD_TARGET_DURATIONS * last.targetDuration();
    }

    /** Takes what was asked for when this was known of the renditions. */
    private @Nullable MediaPlaylist playlist(Answer answer, Directives directives, Known known) {
        if (!HttpRules.found(answer, findings)) {
            return null;
        }
        var on = findings.on(answer.uri().getPath());
        var playlist = MediaPlaylist.parse(answer.body(), on);
        HttpRules.playlist(answer, playlist.targetDuration(), findings);
        PlaylistRules.check(playlist, on);
        renditions.at(uri, playlist.nextMsn());
        RenditionReportRules.check(playlist, uri, known.reportedOf(playlist.nextMsn()), on)
                .forEach(other -> renditions.report(other, uri));
        directives.check(playlist, findings.on(answer.subject()));
        boolean first = history.last() == null;
        var left = history.on(playlist);
        count(directives);
        media.on(playlist);
        leavers.on(playlist, uri, left, System.nanoTime());
        if (first) {
            Directives.checkRefusals(client, uri, playlist, findings);
        }
        if (reloads % DELTA_EVERY == 1 && Directives.skips(playlist)) {
            deltas.check(uri, playlist, directives);
        }
        reloads++;
        return playlist;
    }

    private void count(Directives directives) {
        tally.playlists.increment();
        if (directives.msn().isPresent()) {
            tally.blocked.increment();
        }
    }

    /**
     * An end is final: what is asked for then is the same, and can be revalidated. Without directives a cache may answer as before
     * for as long as it may keep a playlist.
     */
    private void onEnd(MediaPlaylist last) {
        long fresh = System.nanoTime() + Duration.ofSeconds(last.targetDuration()).toNanos() / 2;
        var known = renditions.known();
        var answer = client.get(uri);
        while (!hasEnded(answer) && System.nanoTime() - fresh < 0) {
            LockSupport.parkNanos(CACHED_PAUSE.toNanos());
            answer = client.get(uri);
        }
        playlist(answer, Directives.NONE, known);
        HttpRules.revalidate(client, answer, findings);
    }

    private static boolean hasEnded(Answer answer) {
        return MediaPlaylist.parse(answer.body(), Findings.none(answer.subject())).ended();
    }

    private static void pause(@Nullable MediaPlaylist playlist, boolean isNew) {
        if (playlist == null) {
            LockSupport.parkNanos(NO_PLAYLIST_PAUSE.toNanos());
        } else {
            var target = Duration.ofSeconds(Math.max(1, playlist.targetDuration()));
            LockSupport.parkNanos(isNew ? target.toNanos() : target.dividedBy(2).toNanos());
        }
    }
}
