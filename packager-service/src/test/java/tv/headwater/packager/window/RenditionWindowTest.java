package tv.headwater.packager.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.id.Rendition;
import tv.headwater.packager.playlist.MediaPlaylist;
import tv.headwater.packager.segment.InitSegment;
import tv.headwater.packager.segment.MediaSegment;
import tv.headwater.packager.testing.Broadcast;
import tv.headwater.packager.testing.Packaging;

class RenditionWindowTest {

    private static final WindowLimits LIMITS = new WindowLimits(Duration.ofSeconds(20), 1 << 30);

    /** Forty segments of 2 s, 7 to 46. */
    private static final List<MediaSegment> SEGMENTS =
            Packaging.of(
                            new Broadcast()
                                    .session(
                                            Broadcast.video(2400, 60, true, i -> 90_000 + 3000 * i),
                                            List.of(TestMedia.videoTrack()),
                                            2)
                                    .end()
                                    .records())
                    .video();

    @Test
    void slidesByDuration() {
        assertThat(SEGMENTS).hasSize(40);
        var window = window(SEGMENTS.subList(0, 5), LIMITS);
        assertThat(listed(window)).containsExactly(7L, 8L, 9L, 10L, 11L);
        window = window(SEGMENTS, LIMITS);
        assertThat(listed(window)).hasSize(10).first().isEqualTo(37L);
        assertThat(Playlists.of(window, DateRanges.NONE, List.of(), false).mediaSequence())
                .isEqualTo(37);
    }

    /** A keyframe every four seconds. The first segment seems to be over after two; from the next on it is known how long they are. */
    @Test
    void hintsAtTheNextSegmentWhereOneIsAsLongAsTheOneBefore() {
        var packaging =
                Packaging.of(
                        new Broadcast()
                                .session(
                                        Broadcast.video(360, 120, false, i -> 90_000 + 3000 * i),
                                        List.of(TestMedia.videoTrack()),
                                        4)
                                .end()
                                .records());
        var window = RenditionWindow.of(Rendition.SOURCE).configured(true, 4, 180_000);
        for (var partial : packaging.partials.get(Rendition.SOURCE)) {
            int parts = partial.parts().size();
            if (parts == 1 && partial.msn() > 7) {
                window = window.with(packaging.video().get((int) partial.msn() - 8), LIMITS);
            }
            window = window.with(partial, LIMITS);
            int usual = partial.msn() == 7 ? 10 : 20;
            assertThat(window.hinted())
                    .isEqualTo(
                            parts < usual
                                    ? new Position(partial.msn(), parts)
                                    : new Position(partial.msn() + 1, 0));
        }
        assertThat(window.position()).isEqualTo(new Position(9, 20));
    }

    @Test
    void listsSixSegmentsAtLeast() {
        var window = window(SEGMENTS, new WindowLimits(Duration.ofSeconds(1), 1 << 30));
        assertThat(listed(window)).containsExactly(41L, 42L, 43L, 44L, 45L, 46L);
    }

    /** RFC 8216bis 6.2.2: 20 s of the longest playlist and 2 s of its own after the segment has left it. */
    @Test
    void keepsWhatItListedForAsLongAsAPlayerMayAsk() {
        var window = window(SEGMENTS, LIMITS);
        assertThat(window.segments().getFirst().msn()).isEqualTo(37 - 12);
        assertThat(window.segment(24)).isEmpty();
        assertThat(window.segment(25).orElseThrow().bytes()).isEqualTo(SEGMENTS.get(18).bytes());
        assertThat(window.segment(47)).isEmpty();
        assertThat(window.init(0)).isPresent();
        assertThat(window.init(1)).isEmpty();
    }

    @Test
    void bytesBoundIt() {
        long threeSegments = SEGMENTS.subList(37, 40).stream().mapToLong(MediaSegment::size).sum();
        var window = window(SEGMENTS, new WindowLimits(Duration.ofSeconds(20), threeSegments));
        assertThat(listed(window)).containsExactly(44L, 45L, 46L);
        assertThat(window.segments()).hasSize(3);
        window = window(SEGMENTS, new WindowLimits(Duration.ofSeconds(20), 1));
        assertThat(listed(window)).containsExactly(46L);
    }

    @Test
    void missingNumbersAreGaps() {
        var window = window(List.of(SEGMENTS.get(0), SEGMENTS.get(1), SEGMENTS.get(4)), LIMITS);
        var playlist = Playlists.of(window, DateRanges.NONE, List.of(), false);
        assertThat(listed(window)).containsExactly(7L, 8L, 9L, 10L, 11L);
        assertThat(playlist.segments())
                .extracting(MediaPlaylist.Segment::gap)
                .containsExactly(false, false, true, true, false);
        assertThat(playlist.segments())
                .extracting(MediaPlaylist.Segment::duration)
                .containsOnly(180_000L);
        assertThat(playlist.segments().get(3).programDateTime())
                .isEqualTo(playlist.segments().get(1).programDateTime().plusSeconds(4));
    }

    /** A rung that was away for longer than a playlist is: clients go on where they were. */
    @Test
    void aLongSilenceIsGapsAllTheWay() {
        var window = window(List.of(SEGMENTS.get(0), SEGMENTS.get(38)), LIMITS);
        var playlist = Playlists.of(window, DateRanges.NONE, List.of(), false);
        assertThat(listed(window))
                .containsExactly(36L, 37L, 38L, 39L, 40L, 41L, 42L, 43L, 44L, 45L);
        assertThat(playlist.segments())
                .extracting(MediaPlaylist.Segment::gap)
                .containsExactly(true, true, true, true, true, true, true, true, true, false);
        assertThat(window.segments().getFirst().msn()).isEqualTo(36 - 12);
    }

    /** A publisher comes back with more pictures a second, of which fewer milliseconds make a part. */
    @Test
    void noPartExceedsThePartTarget() {
        var before = SEGMENTS.get(0);
        var after = withPartTarget(SEGMENTS.get(1), before.init().partTarget() - 900);
        int target = partTarget(List.of(before));
        assertThat(partTarget(List.of(after))).isEqualTo(target - 10);
        assertThat(partTarget(List.of(before, after))).isEqualTo(target);
    }

    private static int partTarget(List<MediaSegment> segments) {
        var window = window(segments, LIMITS);
        return Playlists.of(window, DateRanges.NONE, List.of(), false).lowLatency().partTarget();
    }

    private static MediaSegment withPartTarget(MediaSegment segment, long partTarget) {
        var init = segment.init();
        return new MediaSegment(
                segment.msn(),
                new InitSegment(
                        init.number(),
                        init.origin(),
                        init.id(),
                        init.track(),
                        init.timescale(),
                        init.codecs(),
                        partTarget,
                        init.bytes()),
                segment.start(),
                segment.duration(),
                segment.programDateTime(),
                segment.samples(),
                true,
                segment.parts(),
                List.of());
    }

    @Test
    void numbersThatJumpStartItAnew() {
        var first = SEGMENTS.get(0);
        var far =
                new MediaSegment(
                        first.msn() + Gaps.MAX + 2,
                        first.init(),
                        first.end(),
                        first.duration(),
                        first.programDateTime(),
                        first.samples(),
                        true,
                        List.of(),
                        List.of());
        assertThat(listed(window(List.of(first, far), LIMITS))).containsExactly(far.msn());
        assertThat(listed(window(List.of(SEGMENTS.get(5), SEGMENTS.get(2)), LIMITS)))
                .containsExactly(9L);
    }

    private static RenditionWindow window(List<MediaSegment> segments, WindowLimits limits) {
        var window = RenditionWindow.of(Rendition.SOURCE).configured(true, 2, 180_000);
        for (var segment : segments) {
            window = window.with(segment, limits);
        }
        return window;
    }

    private static List<Long> listed(RenditionWindow window) {
        return window.listed().stream().map(MediaSegment::msn).toList();
    }
}
