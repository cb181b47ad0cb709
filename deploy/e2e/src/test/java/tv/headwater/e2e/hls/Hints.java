package tv.headwater.e2e.hls;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import tv.headwater.e2e.hls.Client.Answer;
import tv.headwater.e2e.hls.playlist.Finding.Kind;
import tv.headwater.e2e.hls.playlist.Findings;
import tv.headwater.e2e.hls.playlist.MediaPlaylist;
import tv.headwater.e2e.hls.playlist.MediaPlaylist.Part;
import tv.headwater.e2e.hls.playlist.MediaPlaylist.PreloadHint;

/**
 * Parts that were hinted at (RFC 8216bis 4.4.5.3): each is asked for at once, as players do, and what comes must be what is listed
 * later. A part that never comes to be, because its segment ends before, is answered with 404; so is one that takes longer than a
 * server may hold a request, as when a publisher is away.
 */
final class Hints {

    private static final String SECTION = "4.4.5.3";

    private final Client client;
    private final Findings findings;
    private final Tally tally;
    private final Set<URI> seen = new HashSet<>();
    private final Map<URI, Hinted> underWay = new LinkedHashMap<>();

    /**
     * What was hinted at.
     *
     * @param msn of the segment that was open then
     * @param held for which an answer may give up waiting
     */
    private record Hinted(long msn, Duration held, CompletableFuture<Answer> answer) {

        boolean gaveUp() {
            var answered = answer.join();
            return answered.status() == 404 && answered.took().compareTo(held) >= 0;
        }
    }

    Hints(Client client, Findings findings, Tally tally) {
        this.client = client;
        this.findings = findings;
        this.tally = tally;
    }

    void on(MediaPlaylist playlist, URI uri) {
        for (var hint : playlist.preloadHints()) {
            var hinted = uri.resolve(hint.uri());
            if (hint.isPart() && seen.add(hinted)) {
                var answer = new CompletableFuture<Answer>();
                underWay.put(hinted, new Hinted(playlist.nextMsn(), held(playlist), answer));
                Thread.ofVirtual().start(() -> answer.complete(client.get(hinted)));
            }
        }
        if (playlist.preloadHints().stream().noneMatch(PreloadHint::isPart)) {
            return;
        }
        // What is neither listed nor hinted at any more never came, or its parts are listed no
        // longer.
        long oldest =
                playlist.parts().stream().mapToLong(Part::msn).min().orElse(playlist.nextMsn());
        var waiting = new HashSet<URI>();
        playlist.preloadHints().forEach(hint -> waiting.add(uri.resolve(hint.uri())));
        playlist.parts().forEach(part -> waiting.add(uri.resolve(part.uri())));
        for (var hinted : new ArrayList<>(underWay.keySet())) {
            if (!waiting.contains(hinted)) {
                var gone = underWay.remove(hinted);
                if (gone != null && gone.msn() >= oldest) {
                    unlisted(hinted, gone.answer());
                }
            }
        }
    }

    private static Duration held(MediaPlaylist playlist) {
        return Duration.ofSeconds(
                (long) RenditionFollower.HELD_TARGET_DURATIONS * playlist.targetDuration());
    }

    private void unlisted(URI hinted, CompletableFuture<Answer> coming) {
        if (coming.isDone() && coming.join().isFound()) {
            found(hinted, "what was hinted at was delivered and is not listed");
        }
    }

    /**
     * A part that is listed.
     *
     * @param listed its bytes
     */
    void listed(URI part, byte[] listed) {
        var coming = underWay.remove(part);
        if (coming == null || coming.gaveUp()) {
            return;
        }
        var answer = coming.answer().join();
        if (!answer.isFound()) {
            found(
                    part,
                    "what was hinted at and is listed was answered with "
                            + answer.status()
                            + " after "
                            + answer.took().toMillis()
                            + " ms");
        } else if (!Arrays.equals(answer.body(), listed)) {
            found(
                    part,
                    "what was hinted at had "
                            + answer.body().length
                            + " bytes, and what is listed has others: "
                            + listed.length);
        } else {
            tally.hints.increment();
        }
    }

    private void found(URI part, String sentence) {
        findings.on(part.getPath()).add(Kind.OVER_TIME, 0, SECTION, sentence);
    }
}
