package tv.headwater.e2e.hls;

import java.net.URI;
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

    /** Segments after which each playlist reports of a rendition that has come: origins have to agree on it first. */
    private static final int SETTLED_SEGMENTS = 3;

    private final Set<URI> listed = ConcurrentHashMap.newKeySet();
    private final Map<URI, Course> courses = new ConcurrentHashMap<>();
    private final Map<URI, URI> reported = new ConcurrentHashMap<>();

    /**
     * How a rendition has been seen to go on.
     *
     * @param first the number of the segment after its newest when it was first seen
     * @param latest the same when it was last seen
     */
    private record Course(long first, long latest) {

        Course with(Course later) {
            return new Course(first, later.latest);
        }
    }

    /** What was known at a moment, such as when a playlist was asked for: its answer may come, and be made, much later. */
    static final class Known {

        private final Map<URI, Course> courses;

        private Known(Map<URI, Course> courses) {
            this.courses = Map.copyOf(courses);
        }

        /**
         * The renditions of which a playlist has to report that was asked for then.
         *
         * @param nextMsn the number of the segment after its newest
         */
        Set<URI> reportedOf(long nextMsn) {
            return courses.entrySet().stream()
                    .filter(each -> each.getValue().first() <= nextMsn - SETTLED_SEGMENTS)
                    .filter(each -> each.getValue().latest() > nextMsn - LATE_SEGMENTS)
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toUnmodifiableSet());
        }
    }

    /**
     * Takes one that the multivariant playlist lists.
     *
     * @return whether it is new
     */
    boolean list(URI playlist) {
        return listed.add(playlist);
    }

    /** Takes how far one is: the number of the segment after its newest. */
    void at(URI playlist, long nextMsn) {
        courses.merge(playlist, new Course(nextMsn, nextMsn), Course::with);
    }

    Known known() {
        return new Known(courses);
    }

    /** Takes one that is reported of. */
    void report(URI playlist, URI by) {
        reported.putIfAbsent(playlist, by);
    }

    /** At the end: what was reported of is listed. It may have been reported of first. */
    void check(Findings findings) {
        reported.forEach((playlist, by) -> {
            if (!listed.contains(playlist)) {
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
