package tv.headwater.e2e.hls;

import java.util.List;
import tv.headwater.e2e.media.Cmaf;
import tv.headwater.e2e.media.Sample;

/**
 * The time a segment's media takes, in seconds.
 *
 * @param start the earliest presentation time
 * @param duration from the first sample to the end of the last, in order of decoding
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

    /** From the first sample to the end of the last, by the decode times of fragments, which set right what sample durations are off. */
    static double seconds(List<Cmaf.Fragment> fragments, int timescale) {
        return (double) (fragments.getLast().end() - fragments.getFirst().start()) / timescale;
    }

    double end() {
        return start + duration;
    }

    boolean overlaps(Span other) {
        return start < other.end() && other.start < end();
    }
}
