package tv.headwater.e2e.hls;

import java.util.List;
import tv.headwater.e2e.media.Cmaf;
import tv.headwater.e2e.media.Sample;

/**
 * The time a segment's media takes, in seconds.
 *
 * @param start the earliest presentation time
 * @param duration the sum of its samples'
 */
record Span(double start, double duration) {

    /** Of fragments that are not empty. */
    static Span of(List<Cmaf.Fragment> fragments, int timescale) {
        long start =
                fragments.stream()
                        .flatMap(fragment -> fragment.samples().stream())
                        .mapToLong(Sample::pts)
                        .min()
                        .orElseThrow();
        return new Span((double) start / timescale, seconds(fragments, timescale));
    }

    static double seconds(List<Cmaf.Fragment> fragments, int timescale) {
        long ticks =
                fragments.stream().mapToLong(fragment -> fragment.end() - fragment.start()).sum();
        return (double) ticks / timescale;
    }

    double end() {
        return start + duration;
    }

    boolean overlaps(Span other) {
        return start < other.end() && other.start < end();
    }
}
