package tv.headwater.packager.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.id.EventId;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.AttributeValue;
import tv.headwater.contract.media.SessionRecord;
import tv.headwater.contract.media.TimedEvent;
import tv.headwater.contract.media.TimedMetadata;
import tv.headwater.packager.segment.MediaSegment;
import tv.headwater.packager.testing.Broadcast;
import tv.headwater.packager.testing.Packaging;

class DateRangesTest {

    private static final long SECOND = 1_000_000;

    private static TimedMetadata event(
            int number, @Nullable String name, long start, @Nullable Long duration) {
        return told(
                number,
                new TimedEvent(
                        new EventId("%016d".formatted(number)),
                        name,
                        start * SECOND,
                        duration == null ? null : Long.valueOf(duration * SECOND),
                        null,
                        duration == null && name != null,
                        Map.of(),
                        null));
    }

    private static TimedMetadata told(int number, TimedEvent event) {
        return TimedMetadata.of(TestMedia.STREAM, 1, number, event);
    }

    private static List<Integer> listed(DateRanges ranges, long begin, long end) {
        return ranges.listed(begin * SECOND, end * SECOND).stream()
                .map(line -> Integer.valueOf(line.substring(21, 37)))
                .toList();
    }

    @Test
    void isToldWithThePartThatFollowsItHoweverFarAheadItStarts() {
        var ranges = DateRanges.NONE.with(event(1, null, 500, 30L), 100 * SECOND);

        assertThat(listed(ranges, 40, 100)).isEmpty();
        assertThat(ranges.listed(40 * SECOND, 100 * SECOND + DateRanges.TOLERANCE)).isEmpty();
        assertThat(ranges.listed(40 * SECOND, 100 * SECOND + DateRanges.TOLERANCE + 1)).hasSize(1);
        assertThat(listed(ranges, 40, 101)).containsExactly(1);
    }

    private static List<List<Integer>> tags(
            DateRanges ranges, long begin, long end, long skip, long left) {
        var tags = ranges.tags(begin * SECOND, end * SECOND, skip * SECOND, left * SECOND);
        return List.of(numbers(tags.old()), numbers(tags.recent()), ids(tags.recentlyRemoved()));
    }

    private static List<Integer> numbers(List<String> lines) {
        return ids(lines.stream().map(line -> line.substring(21, 37)).toList());
    }

    private static List<Integer> ids(List<String> ids) {
        return ids.stream().map(Integer::valueOf).toList();
    }

    @Test
    void deltasNeedWhatIsNewAndWhatHasLeft() {
        var ranges =
                DateRanges.NONE
                        .with(event(1, null, 10, 5L), 5 * SECOND)
                        .with(event(2, null, 20, 10L), 10 * SECOND)
                        .with(event(3, null, 20, 100L), 20 * SECOND)
                        .with(event(4, null, 90, null), 88 * SECOND);

        assertThat(tags(ranges, 40, 100, 88, 20))
                .containsExactly(List.of(3), List.of(4), List.of(2));
        assertThat(tags(ranges, 40, 101, 89, 31))
                .containsExactly(List.of(3, 4), List.of(), List.of());
        assertThat(tags(ranges, 40, 88, Long.MIN_VALUE / SECOND, 10))
                .containsExactly(List.of(), List.of(3), List.of(1, 2));
    }

    /** What has been left out for others comes back when those have left: then nobody has it. */
    @Test
    void ofMoreThanAreListedNoneIsOld() {
        var ranges = DateRanges.NONE;
        for (int i = 0; i <= DateRanges.MAX_LISTED; i++) {
            ranges = ranges.with(event(i, null, 20, 30L), 10 * SECOND);
        }
        var tags = ranges.tags(40 * SECOND, 100 * SECOND, 88 * SECOND, 30 * SECOND);
        assertThat(tags.old()).isEmpty();
        assertThat(tags.recent()).hasSize(DateRanges.MAX_LISTED);
    }

    @Test
    void isListedUntilItEndedBeforeTheFirstSegment() {
        var ranges =
                DateRanges.NONE
                        .with(event(1, null, 10, 30L), 0)
                        .with(event(2, null, 20, null), 0)
                        .with(event(3, null, 30, 0L), 0);

        assertThat(listed(ranges, 30, 200)).containsExactly(1, 2, 3);
        assertThat(listed(ranges, 40, 200)).containsExactly(1, 2);
        assertThat(listed(ranges, 41, 200)).containsExactly(2);
        assertThat(ranges.from(41 * SECOND).announced()).hasSize(1);
        assertThat(ranges.from(30 * SECOND)).isSameAs(ranges);
    }

    @Test
    void endsWhereTheNextOfItsClassStarts() {
        var ranges =
                DateRanges.NONE
                        .with(event(1, "a", 10, null), 9 * SECOND)
                        .with(event(2, "b", 20, null), 19 * SECOND)
                        .with(event(3, "a", 30, null), 49 * SECOND);

        assertThat(listed(ranges, 40, 49)).as("3 is not told yet").containsExactly(1, 2);
        assertThat(listed(ranges, 40, 50)).containsExactly(2, 3);
        assertThat(listed(ranges, 30, 50)).containsExactly(1, 2, 3);
        assertThat(ranges.from(40 * SECOND))
                .as("a playlist that begins at 40 and ends before 49 still lists 1")
                .isSameAs(ranges);
        assertThat(listed(ranges.from(50 * SECOND), 50, 60)).containsExactly(2, 3);
        assertThat(ranges.from(50 * SECOND).announced()).hasSize(2);
    }

    @Test
    void countsWhereItStoodFirst() {
        var ranges = DateRanges.NONE.with(event(1, null, 10, 30L), 100 * SECOND);

        assertThat(ranges.with(event(1, null, 11, 31L), 200 * SECOND)).isSameAs(ranges);
    }

    @Test
    void whoeverReadsOneWhereItIsToldAgainListsTheSame() {
        var first = event(1, null, 10, 3600L);
        var second = event(2, null, 20, 3600L);
        var fromTheBeginning =
                DateRanges.NONE
                        .with(first, 10 * SECOND)
                        .with(second, 20 * SECOND)
                        .with(first.toldAgain(), 300 * SECOND);
        var since = DateRanges.NONE.with(second, 20 * SECOND).with(first.toldAgain(), 300 * SECOND);

        assertThat(listed(fromTheBeginning, 400, 500)).containsExactly(1, 2);
        assertThat(listed(since, 400, 500)).containsExactly(1, 2);
        assertThat(tags(since, 400, 500, 450, 350))
                .isEqualTo(tags(fromTheBeginning, 400, 500, 450, 350));
    }

    @Test
    void hasNoMoreThanPlayersCanTake() {
        var open = DateRanges.NONE;
        var closed = DateRanges.NONE;
        for (int i = 0; i < DateRanges.MAX_KEPT + 10; i++) {
            open = open.with(event(i, null, i, null), i * SECOND);
            closed = closed.with(event(i, null, i, 86_400L), i * SECOND);
        }
        assertThat(listed(open, 0, 500)).hasSize(DateRanges.MAX_OPEN).startsWith(400).endsWith(499);
        assertThat(listed(closed, 0, 900))
                .hasSize(DateRanges.MAX_LISTED)
                .startsWith(400)
                .endsWith(899);
        assertThat(open.announced()).hasSize(DateRanges.MAX_KEPT);
    }

    @Test
    void isNoLongerThanTheLimit() {
        var ranges = DateRanges.NONE;
        var value = new AttributeValue.Quoted("x".repeat(256));
        for (int i = 0; i < 100; i++) {
            Map<String, AttributeValue> attributes = new java.util.HashMap<>();
            for (int k = 0; k < 20; k++) {
                attributes.put("A" + k, value);
            }
            var id = new EventId("%016d".formatted(i));
            var event = new TimedEvent(id, null, 0, 0L, null, false, attributes, null);
            ranges = ranges.with(told(i, event), i);
        }
        var lines = ranges.listed(0, SECOND);
        assertThat(lines.stream().mapToInt(String::length).sum())
                .isBetween(DateRanges.MAX_TEXT - 6000, DateRanges.MAX_TEXT);
        assertThat(lines.getLast()).contains("0099");
    }

    /** Whatever was complete when a range was read ends where the range is not told yet, so nothing given out changes. */
    @Test
    void nothingThatIsCompleteWhereARangeStandsListsIt() {
        var broadcast =
                new Broadcast()
                        .session(Broadcast.testMedia(90_000, 2))
                        .end()
                        .session(
                                unsteady(),
                                List.of(TestMedia.videoTrack(), TestMedia.audioTrack()),
                                2)
                        .session(Broadcast.testMedia(3_000_000, 1))
                        .end();
        var records = broadcast.records();
        var event = event(1, null, 0, null);
        var packaging = new Packaging(Rendition.SOURCE);
        var reach = new SourceReach();
        List<MediaSegment> complete = new ArrayList<>();
        for (SessionRecord record : records) {
            var ranges = DateRanges.NONE.with(event, reach.date());
            for (var segment : complete) {
                assertThat(ranges.listed(0, end(segment))).isEmpty();
            }
            packaging.accept(List.of(record));
            reach.on(record);
            complete = new ArrayList<>(packaging.video());
            complete.addAll(packaging.audio());
        }
        assertThat(complete).hasSizeGreaterThan(12);
        long latest = complete.stream().mapToLong(DateRangesTest::end).max().orElseThrow();
        assertThat(reach.date()).isBetween(latest, latest + SourceReach.LAST_UNIT);
    }

    /** B-frames, and pictures now 20 ms and now 60 ms apart. */
    private static List<TestMedia.Unit> unsteady() {
        var video = Broadcast.video(200, 50, true, i -> 1_500_000 + i * 3600 + i % 2 * 1800);
        var audio = Broadcast.audio(400, 48_000, 1_500_000L * 48_000 / 90_000);
        return Broadcast.interleaved(video, audio);
    }

    private static long end(MediaSegment segment) {
        return segment.programDateTime() + segment.duration() * SECOND / segment.init().timescale();
    }
}
