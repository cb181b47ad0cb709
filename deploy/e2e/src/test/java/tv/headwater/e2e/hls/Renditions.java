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

    private final Map<URI, Long> listed = new ConcurrentHashMap<>();
    private final Map<URI, URI> reported = new ConcurrentHashMap<>();

    /**
     * Takes one that the multivariant playlist lists.
     *
     * @return whether it is new
     */
    boolean list(URI playlist) {
        return listed.putIfAbsent(playlist, System.nanoTime()) == null;
    }

    /** Those that have been listed for so long. One that has just come may not be reported of yet: origins have to agree on it first. */
    Set<URI> listedFor(Duration time) {
        long now = System.nanoTime();
        return listed.entrySet().stream()
                .filter(each -> now - each.getValue() >= time.toNanos())
                .map(Map.Entry::getKey)
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
