package tv.headwater.e2e.hls;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tv.headwater.e2e.hls.playlist.Finding.Kind;
import tv.headwater.e2e.hls.playlist.Findings;
import tv.headwater.e2e.hls.playlist.MediaPlaylist;
import tv.headwater.e2e.hls.playlist.MediaPlaylist.Segment;

/**
 * Segments that have left a playlist. Each stays for its own duration and that of the longest playlist that had it (RFC 8216bis
 * 6.2.2): it is asked for when it leaves and as late as it must be there.
 */
final class Leavers {

    /** How much earlier than it may be gone a segment is asked for the second time. */
    private static final Duration MARGIN = Duration.ofSeconds(3);

    private record Leaver(URI uri, long askAt) {}

    private final Client client;
    private final Findings findings;
    private final List<Leaver> leavers = new ArrayList<>();
    private double longest;

    Leavers(Client client, Findings findings) {
        this.client = client;
        this.findings = findings;
    }

    /**
     * After each playlist.
     *
     * @param left what has left it
     * @param now {@link System#nanoTime}
     */
    void on(MediaPlaylist playlist, URI uri, List<Segment> left, long now) {
        for (var segment : left) {
            if (!segment.gap()) {
                var leaver = uri.resolve(segment.uri());
                var kept = Duration.ofNanos(Math.round((longest + segment.duration()) * 1e9));
                check(leaver);
                leavers.add(new Leaver(leaver, now + kept.minus(MARGIN).toNanos()));
            }
        }
        longest = Math.max(longest, playlist.duration());
        leavers.removeIf(leaver -> {
            boolean due = now - leaver.askAt() >= 0;
            if (due) {
                check(leaver.uri());
            }
            return due;
        });
    }

    private void check(URI uri) {
        int status = client.get(uri).status();
        if (status != 200) {
            findings.on(uri.getPath())
                    .add(
                            Kind.OVER_TIME,
                            0,
                            "6.2.2",
                            "a segment that has just left is answered with " + status);
        }
    }
}
