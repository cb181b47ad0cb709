package tv.headwater.packager.dash;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Media Presentation Description (ISO/IEC 23009-1 5.3). Its availabilityStartTime is 1970-01-01T00:00:00Z, so that presentation time is
 * wall clock: whoever joins the log late knows it too.
 *
 * @param publishTime when its newest segment ended; no clock of ours, since every packager must say the same
 * @param minimumUpdatePeriod how often to look for another
 * @param timeShiftBufferDepth how far back the segments go at least
 * @param maxSegmentDuration no segment is longer
 * @param presentationDelay suggestedPresentationDelay
 * @param lowLatency whether viewers should keep to that delay (ServiceDescription)
 * @param end mediaPresentationDuration: where the last Period ends if nothing can follow, null while the presentation is dynamic
 */
public record Mpd(
        Instant publishTime,
        Duration minimumUpdatePeriod,
        Duration timeShiftBufferDepth,
        Duration maxSegmentDuration,
        Duration presentationDelay,
        boolean lowLatency,
        @Nullable Duration end,
        List<Period> periods) {

    public Mpd {
        periods = List.copyOf(periods);
    }

    /**
     * A Period (5.3.2).
     *
     * @param id stays the same from manifest to manifest, as {@code start} does
     * @param start since availabilityStartTime
     */
    public record Period(String id, Duration start, List<AdaptationSet> adaptationSets) {
        public Period {
            adaptationSets = List.copyOf(adaptationSets);
        }

        /** When it starts by the wall clock: a ProducerReferenceTime. */
        Instant date() {
            return Instant.EPOCH.plus(start);
        }
    }

    /**
     * An AdaptationSet (5.3.3): Representations that can be switched between.
     *
     * @param independent whether every segment starts with a random-access unit
     */
    public record AdaptationSet(boolean independent, List<Representation> representations) {
        public AdaptationSet {
            representations = List.copyOf(representations);
            if (representations.isEmpty()) {
                throw new IllegalArgumentException("an AdaptationSet has no Representation");
            }
        }
    }

    /**
     * A Representation (5.3.5).
     *
     * @param bandwidth bits per second
     */
    public record Representation(
            String id, long bandwidth, String codecs, Content content, SegmentTemplate segments) {}

    /** What a Representation shows. */
    public sealed interface Content {}

    /**
     * Pictures.
     *
     * @param frameRate in thousandths of a picture per second
     */
    public record Picture(int width, int height, long frameRate) implements Content {}

    /** Sound. */
    public record Sound(int samplingRate, int channels) implements Content {}

    /**
     * SegmentTemplate with SegmentTimeline (5.3.9.6).
     *
     * @param presentationTimeOffset the media time at which the Period starts, in units of 1/{@code timescale} s
     * @param initialization the URI of the init segment
     * @param media the segments' URI, with {@code $Number$} in it
     * @param startNumber of the first segment; the others follow without a hole
     */
    public record SegmentTemplate(
            int timescale,
            long presentationTimeOffset,
            String initialization,
            String media,
            long startNumber,
            List<Segment> segments) {

        public SegmentTemplate {
            segments = List.copyOf(segments);
        }
    }

    /**
     * S.
     *
     * @param time its earliest presentation time, and {@code duration}, in units of the timescale
     */
    public record Segment(long time, long duration) {
        long end() {
            return time + duration;
        }
    }

    boolean isDynamic() {
        return end == null;
    }

    /** The manifest's text. */
    public String text() {
        return new MpdText(this).text();
    }
}
