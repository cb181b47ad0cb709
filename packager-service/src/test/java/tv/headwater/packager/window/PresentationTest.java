package tv.headwater.packager.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.TestMedia.Unit;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.SessionConfig;
import tv.headwater.contract.media.SessionRecord;
import tv.headwater.contract.media.Track;
import tv.headwater.packager.dash.Mpd;
import tv.headwater.packager.dash.Mpd.Representation;
import tv.headwater.packager.segment.Feed;
import tv.headwater.packager.segment.MediaSegment;
import tv.headwater.packager.segment.PartialSegment;
import tv.headwater.packager.testing.Broadcast;
import tv.headwater.packager.testing.SegmentReader;

class PresentationTest {

    private static final Duration WALL_CLOCK = Duration.of(TestMedia.WALL_CLOCK, ChronoUnit.MICROS);

    /** A window of 12 s that follows one feed. */
    private static final class Follower implements Feed.Listener {
        private static final WindowLimits LIMITS =
                new WindowLimits(Duration.ofSeconds(12), 1 << 30);
        private final Feed feed = new Feed(Rendition.SOURCE, Feed.Keys.NONE, this);
        private StreamWindow window = StreamWindow.EMPTY;

        @Override
        public void configured(SessionConfig config, Map<Rendition, Track> tracks) {
            window =
                    window.configured(
                            List.of(Rendition.SOURCE, Rendition.AUDIO),
                            tracks,
                            config.targetDuration(),
                            config.segmentTarget());
        }

        @Override
        public void extended(Rendition rendition, PartialSegment segment) {
            window = window.with(rendition, segment, LIMITS);
        }

        @Override
        public void completed(Rendition rendition, MediaSegment segment) {
            window = window.with(rendition, segment, LIMITS);
        }
    }

    private static StreamWindow window(List<SessionRecord> records) {
        var follower = new Follower();
        records.forEach(follower.feed::accept);
        return follower.window.opened(
                List.of(Rendition.SOURCE, Rendition.AUDIO), follower.feed.isOpen());
    }

    private static Optional<Mpd> mpd(List<SessionRecord> records) {
        return window(records).mpd(false);
    }

    private static List<Representation> representations(Mpd.Period period) {
        return period.adaptationSets().stream()
                .flatMap(set -> set.representations().stream())
                .toList();
    }

    /** What a manifest says is what is in the segments: numbers, first times, decoding times that run on. */
    @Test
    void theTimelineIsThatOfTheSegments() {
        var window = window(new Broadcast().session(Broadcast.testMedia(90_000, 5)).records());
        var mpd = window.mpd(false).orElseThrow();
        assertThat(mpd.periods()).hasSize(1);
        var all = representations(mpd.periods().getFirst());
        assertThat(all).extracting(Representation::id).containsExactly("source", "audio");
        for (var representation : all) {
            var rendition = window.rendition(new Rendition(representation.id()));
            long msn = representation.segments().startNumber();
            assertThat(msn).isEqualTo(rendition.listed().getFirst().msn());
            assertThat(representation.segments().segments()).hasSameSizeAs(rendition.listed());
            for (var entry : representation.segments().segments()) {
                var segment = rendition.segment(msn++).orElseThrow();
                long first =
                        SegmentReader.samples(segment.bytes()).stream()
                                .mapToLong(SegmentReader.Sample::pts)
                                .min()
                                .orElseThrow();
                assertThat(entry).isEqualTo(new Mpd.Segment(first, segment.duration()));
            }
        }
    }

    /** Players keep a Period's start and offset from manifest to manifest, so these must not move with the window. */
    @Test
    void aPeriodStaysWhereItWasWhenItsBeginningHasLeftTheWindow() {
        var records = new Broadcast().session(Broadcast.testMedia(90_000, 6)).records();
        var early = mpd(records.subList(0, 700)).orElseThrow().periods().getFirst();
        var late = mpd(records).orElseThrow().periods().getFirst();
        var start = WALL_CLOCK.plus(firstPicture().pts() * 100 / 9, ChronoUnit.MICROS);
        for (var period : List.of(early, late)) {
            assertThat(period.id()).isEqualTo("0");
            assertThat(period.start()).isEqualTo(start);
            assertThat(representations(period))
                    .extracting(each -> each.segments().presentationTimeOffset())
                    .containsExactly(firstPicture().pts(), firstPicture().pts() * 8 / 15);
        }
        assertThat(representations(late).getFirst().segments().startNumber())
                .isGreaterThan(representations(early).getFirst().segments().startNumber());
    }

    private static Unit firstPicture() {
        return Broadcast.testMedia(90_000, 1).stream()
                .filter(unit -> unit.track() == TestMedia.VIDEO_TRACK)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aDiscontinuityIsAPeriodOnceItHasTwoSegments() {
        var both = List.of(TestMedia.videoTrack(), (Track) TestMedia.audioTrack());
        var first = new Broadcast().session(Broadcast.testMedia(90_000, 1));
        int before = first.records().size();
        var records = first.run(Broadcast.testMedia(90_000 + 900_000, 2), both, 2).records();
        assertThat(mpd(records.subList(0, before + 160)).orElseThrow().periods())
                .extracting(Mpd.Period::id)
                .containsExactly("0");
        var mpd = mpd(records).orElseThrow();
        assertThat(mpd.periods()).extracting(Mpd.Period::id).containsExactly("0", "1");
        assertThat(mpd.periods().get(1).start().minus(mpd.periods().get(0).start()))
                .isEqualTo(Duration.ofSeconds(10));
        assertThat(representations(mpd.periods().get(1)))
                .extracting(each -> each.segments().initialization())
                .containsExactly("source/init-1.mp4", "audio/init-1.mp4");
    }

    @Test
    void beforeThatThereIsNothing() {
        var records = new Broadcast().session(Broadcast.testMedia(90_000, 1)).records();
        assertThat(mpd(records.subList(0, 200))).isEmpty();
        assertThat(window(records.subList(0, 200)).multivariant()).isPresent();
    }

    /** The clock of the ingest node was set back, or another node took over whose clock is behind. */
    @Test
    void periodsOnlyGoForward() {
        var records =
                new Broadcast()
                        .session(Broadcast.testMedia(900_000, 1))
                        .session(Broadcast.testMedia(90_000, 1))
                        .records();
        assertThat(mpd(records).orElseThrow().periods())
                .extracting(Mpd.Period::id)
                .containsExactly("1");
    }

    /** Audio falls silent for two segments; what is numbered before that would be counted on from wrongly. */
    @Test
    void numbersWithoutMediaAreNotAskedFor() {
        var units =
                Broadcast.testMedia(90_000, 3).stream()
                        .filter(unit ->
                                unit.track() == TestMedia.VIDEO_TRACK
                                        || unit.pts() < 630_000
                                        || unit.pts() >= 1_000_000)
                        .toList();
        var window = window(new Broadcast().session(units).records());
        assertThat(window.rendition(Rendition.AUDIO).listed()).anyMatch(MediaSegment::isGap);
        var all = representations(window.mpd(false).orElseThrow().periods().getFirst());
        var audio = all.get(1).segments();
        var first = window.rendition(Rendition.AUDIO).segment(audio.startNumber()).orElseThrow();
        assertThat(first.isGap()).isFalse();
        assertThat(window.rendition(Rendition.AUDIO).segment(first.msn() - 1).orElseThrow().isGap())
                .isTrue();
        assertThat(first.init().presentationTime(first.programDateTime()))
                .isEqualTo(audio.segments().getFirst().time());
        assertThat(all.getFirst().segments().segments().size())
                .isGreaterThan(audio.segments().size());
    }

    @Test
    void theEndIsThatOfTheLastSegment() {
        var records = new Broadcast().session(Broadcast.testMedia(90_000, 1)).end().records();
        var live = window(records).mpd(false).orElseThrow();
        var ended = window(records).mpd(true).orElseThrow();
        assertThat(live.end()).isNull();
        assertThat(ended.end()).isBetween(WALL_CLOCK.plusSeconds(7), WALL_CLOCK.plusMillis(7100));
        assertThat(Duration.ofMillis(ended.publishTime().toEpochMilli()))
                .isEqualTo(ended.end().truncatedTo(ChronoUnit.MILLIS));
        assertThat(ended.periods()).isEqualTo(live.periods());
    }
}
