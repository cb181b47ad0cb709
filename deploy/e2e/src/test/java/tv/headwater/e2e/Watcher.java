package tv.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import tv.headwater.e2e.media.Hls;
import tv.headwater.e2e.media.MediaPlaylist;

/**
 * Reads a rendition's playlist again and again, as players do, and holds it to its promises (RFC 8216bis 6.2.1): a segment once
 * listed stays what it was, numbers only grow, the target duration never shrinks.
 */
final class Watcher implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(400);

    private final Hls hls;
    private final String rendition;
    private final Map<Long, MediaPlaylist.Segment> seen = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> complaints = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;
    private volatile int targetDuration;
    private volatile long next;

    private Watcher(Hls hls, String rendition) {
        this.hls = hls;
        this.rendition = rendition;
    }

    static Watcher start(Hls hls, String rendition) {
        var watcher = new Watcher(hls, rendition);
        Thread.ofVirtual().start(watcher::run);
        return watcher;
    }

    private void run() {
        while (!closed) {
            look();
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private void look() {
        try {
            hls.playlist(rendition).ifPresent(this::take);
        } catch (RuntimeException e) {
            complaints.add(e.toString());
        }
    }

    private synchronized void take(MediaPlaylist playlist) {
        if (playlist.nextMsn() < next) {
            complaints.add("next segment went from " + next + " back to " + playlist.nextMsn());
        }
        next = playlist.nextMsn();
        if (playlist.targetDuration() < targetDuration) {
            complaints.add(
                    "target duration shrank from "
                            + targetDuration
                            + " to "
                            + playlist.targetDuration());
        }
        targetDuration = playlist.targetDuration();
        for (var segment : playlist.segments()) {
            var before = seen.putIfAbsent(segment.msn(), segment);
            if (before != null && !before.equals(segment)) {
                complaints.add(before + " became " + segment);
            }
        }
    }

    /** Every segment ever listed, in order, after one last look; fails if a promise was broken. */
    List<MediaPlaylist.Segment> segments() {
        look();
        assertThat(complaints).isEmpty();
        return List.copyOf(new TreeMap<>(seen).values());
    }

    @Override
    public void close() {
        closed = true;
    }
}
