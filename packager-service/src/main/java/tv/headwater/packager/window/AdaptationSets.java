package tv.headwater.packager.window;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.Track;
import tv.headwater.packager.dash.Mpd.AdaptationSet;
import tv.headwater.packager.dash.Mpd.Content;
import tv.headwater.packager.dash.Mpd.Picture;
import tv.headwater.packager.dash.Mpd.Representation;
import tv.headwater.packager.dash.Mpd.Segment;
import tv.headwater.packager.dash.Mpd.SegmentTemplate;
import tv.headwater.packager.dash.Mpd.Sound;
import tv.headwater.packager.segment.InitSegment;
import tv.headwater.packager.segment.MediaSegment;

/** What can be chosen from in one discontinuity. Only renditions of the same codec can be switched between. */
final class AdaptationSets {

    private AdaptationSets() {}

    /** In the order of the listing. */
    static List<AdaptationSet> of(Listing listing, long discontinuity) {
        Map<FourCc, List<Run>> sets = new LinkedHashMap<>();
        listing.all()
                .map(window -> Run.of(window, discontinuity))
                .filter(run -> !run.segments().isEmpty())
                .forEach(run -> sets.computeIfAbsent(run.codec(), _ -> new ArrayList<>()).add(run));
        return sets.values().stream().map(AdaptationSets::set).toList();
    }

    private static AdaptationSet set(List<Run> runs) {
        return new AdaptationSet(
                runs.stream().allMatch(Run::independent),
                runs.stream().map(Run::representation).toList());
    }

    /**
     * The newest segments of a rendition that have one init segment and no gap between them: {@code $Number$} counts what a SegmentTimeline
     * lists, so a number without media cannot be left out of it.
     */
    private record Run(RenditionWindow window, List<MediaSegment> segments) {

        static Run of(RenditionWindow window, long discontinuity) {
            List<MediaSegment> run = new ArrayList<>();
            for (var segment : window.listed().reversed()) {
                if (segment.init().number() != discontinuity
                        || (segment.isGap() && run.isEmpty())) {
                    continue;
                }
                if (segment.isGap()
                        || (!run.isEmpty() && run.getLast().init().id() != segment.init().id())) {
                    break;
                }
                run.add(segment);
            }
            return new Run(window, run.reversed());
        }

        InitSegment init() {
            return segments.getLast().init();
        }

        FourCc codec() {
            return init().track().codec();
        }

        boolean independent() {
            return segments.stream().allMatch(MediaSegment::independent);
        }

        Representation representation() {
            var rates = Rates.of(segments, window.targetDuration());
            return new Representation(
                    id(),
                    Math.max(1, rates.peak()),
                    init().codecs(),
                    content(rates),
                    new SegmentTemplate(
                            init().timescale(),
                            init().start(),
                            window.rendition() + "/init-" + init().id() + ".mp4",
                            window.rendition() + "/$Number$.m4s",
                            segments.getFirst().msn(),
                            segments.stream().map(Run::entry).toList()));
        }

        /** Players keep a Representation's init segment: where another follows it is another Representation. */
        private String id() {
            var name = window.rendition().value();
            return init().id() == init().number() ? name : name + "-" + init().id();
        }

        private Content content(Rates rates) {
            return switch (init().track()) {
                case Track.Video video ->
                        new Picture(video.width(), video.height(), rates.frameRate());
                case Track.Audio audio -> new Sound(audio.sampleRate(), audio.channels());
            };
        }

        private static Segment entry(MediaSegment segment) {
            return new Segment(
                    segment.init().presentationTime(segment.programDateTime()), segment.duration());
        }
    }
}
