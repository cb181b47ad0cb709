package tv.headwater.e2e.hls;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import tv.headwater.e2e.hls.playlist.Finding.Kind;
import tv.headwater.e2e.hls.playlist.Findings;

/**
 * The media playlists of a stream: those its multivariant playlist lists, and those that others report of. More come while it is
 * followed, as rungs do. Safe for use by many threads.
 */
final class Renditions {

    /** A rendition this many segments behind may be left out of reports, which would promise what is not there. */
    private static final int LATE_SEGMENTS = 2;

    private final Map<URI, Long> listed = new ConcurrentHashMap<>();
    private final Map<URI, Long> nextMsns = new ConcurrentHashMap<>();
    private final Map<URI, URI> reported = new ConcurrentHashMap<>();

    /**
     * Takes one that the multivariant playlist lists.
     *
     * @return whether it is new
     */
    boolean list(URI playlist) {
        return listed.putIfAbsent(playlist, System.nanoTime()) == null;
    }

    /** Takes how far one is: the number of the segment after its newest. */
    void at(URI playlist, long nextMsn) {
        nextMsns.put(playlist, nextMsn);
    }

    /**
     * Those that a playlist has to report of: listed for so long, since origins have to agree first on one that has just come, and not
     * far behind it.
     *
     * @param nextMsn how far that playlist is
     */
    Set<URI> reportedOf(Duration time, long nextMsn) {
        long now = System.nanoTime();
        return listed.entrySet().stream()
                .filter(each -> now - each.getValue() >= time.toNanos())
                .map(Map.Entry::getKey)
                .filter(each -> nextMsns.getOrDefault(each, nextMsn) > nextMsn - LATE_SEGMENTS)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Takes one that is reported of. */
    void report(URI playlist, URI by) {
        reported.putIfAbsent(playlist, by);
    }

    /** At the end: what was reported of is listed. It may have been reported of first. */
    void check(Findings findings) {
        reported.forEach((playlist, by) -> {
            if (!listed.containsKey(playlist)) {
                findings.on(by.getPath())
                        .add(
                                Kind.PLAYLIST,
                                0,
                                RenditionReportRules.SECTION,
                                playlist.getPath() + " is reported of and no rendition");
            }
        });
    }
}
