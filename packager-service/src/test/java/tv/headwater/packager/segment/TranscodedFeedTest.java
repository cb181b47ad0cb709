package tv.headwater.packager.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.EndOfSession;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.SessionConfig;
import tv.headwater.contract.media.SessionRecord;
import tv.headwater.contract.media.Track;
import tv.headwater.packager.testing.Broadcast;
import tv.headwater.packager.testing.Log;
import tv.headwater.packager.testing.Packaging;
import tv.headwater.packager.testing.SegmentReader;
import tv.headwater.packager.testing.TakenOver;

/** What a rung's feed goes through that a source's does not: segments 7, 8 and 9, a CONFIG and 60 pictures each. */
class TranscodedFeedTest {

    private static final Rendition RUNG = new Rendition("72p");
    private static final long LATER = 1_000_000;

    private static final List<SessionRecord> RECORDS =
            Log.rendition(
                    new Broadcast()
                            .session(
                                    Broadcast.video(180, 60, false, i -> 90_000 + 3000 * i),
                                    List.of(TestMedia.videoTrack()),
                                    2)
                            .records(),
                    RUNG,
                    TestMedia.videoTrack(),
                    1000,
                    unit -> unit);

    private static final int SECOND_SEGMENT = 61;

    private static Packaging packaging() {
        return new Packaging(RUNG);
    }

    private static List<MediaSegment> segments(Packaging packaging) {
        return packaging.segments.getOrDefault(RUNG, List.of());
    }

    private static List<Long> numbers(Packaging packaging) {
        return segments(packaging).stream().map(MediaSegment::msn).toList();
    }

    private static SessionRecord later(SessionRecord record) {
        var stamp = record.stamp();
        var sequence = stamp.sequence() + LATER;
        return record.stamped(
                Log.stamp(stamp.rendition(), stamp.epoch(), sequence, stamp.segment()));
    }

    private static List<SessionRecord> later(List<SessionRecord> records) {
        return records.stream().map(TranscodedFeedTest::later).toList();
    }

    private static EndOfSession end(int afterRecord) {
        var stamp = RECORDS.get(afterRecord).stamp();
        return new EndOfSession(
                Log.stamp(RUNG, stamp.epoch(), stamp.sequence() + 1, stamp.segment()));
    }

    private static SessionRecord introducing(int segment, boolean discontinuity, Track track) {
        var config = new SessionConfig(0, 180_000, 2, 18_000, List.of(track));
        return new Configuration(Log.stamp(RUNG, 1024, LATER, segment), discontinuity, config);
    }

    /** The successor repeats the CONFIG and begins with an IDR wherever the predecessor stopped. */
    @Test
    void aTakeoverGoesOnInTheSameSegment() {
        int stopped = SECOND_SEGMENT + 25;
        List<SessionRecord> records = new ArrayList<>(RECORDS.subList(0, stopped));
        records.add(later(RECORDS.get(SECOND_SEGMENT)));
        records.add(later(TakenOver.key(RECORDS.get(stopped))));
        records.addAll(later(RECORDS.subList(stopped + 1, RECORDS.size())));
        var packaging = packaging().accept(records);
        packaging.feed.close();
        assertThat(packaging.verdicts).containsOnly(Verdict.TAKEN);
        assertThat(numbers(packaging)).containsExactly(7L, 8L, 9L);
        var samples = SegmentReader.samples(segments(packaging).get(1).bytes());
        assertThat(samples)
                .extracting(SegmentReader.Sample::dts)
                .containsExactlyElementsOf(
                        LongStream.range(60, 120).mapToObj(i -> 90_000 + 3000 * i).toList());
        assertThat(samples)
                .filteredOn(SegmentReader.Sample::sync)
                .extracting(SegmentReader.Sample::dts)
                .containsExactly(270_000L, 90_000 + 3000 * 84L);
    }

    @Test
    void aShedRungComesBack() {
        var packaging = packaging().accept(RECORDS.subList(0, SECOND_SEGMENT));
        packaging.accept(List.of(end(SECOND_SEGMENT - 1)));
        assertThat(packaging.feed.isOpen()).isFalse();
        packaging.verdicts.clear();
        packaging.accept(List.of(later(RECORDS.get(SECOND_SEGMENT + 1))));
        assertThat(packaging.verdicts).containsExactly(Verdict.AFTER_END);
        packaging.accept(later(RECORDS.subList(2 * SECOND_SEGMENT, RECORDS.size())));
        assertThat(packaging.feed.isOpen()).isTrue();
        packaging.feed.close();
        assertThat(numbers(packaging)).containsExactly(7L, 9L);
    }

    /** A segment under its number never changes, so what comes late for it comes too late. */
    @Test
    void whatAnEndHasClosedStaysAsItIs() {
        int half = SECOND_SEGMENT + 30;
        var packaging = packaging().accept(RECORDS.subList(0, half));
        packaging.accept(List.of(end(half - 1)));
        packaging.accept(List.of(later(RECORDS.get(SECOND_SEGMENT))));
        packaging.verdicts.clear();
        packaging.accept(later(RECORDS.subList(half, 2 * SECOND_SEGMENT)));
        assertThat(packaging.verdicts).containsOnly(Verdict.BEFORE_CONFIG);
        packaging.accept(later(RECORDS.subList(2 * SECOND_SEGMENT, RECORDS.size())));
        packaging.feed.close();
        assertThat(numbers(packaging)).containsExactly(7L, 8L, 9L);
        assertThat(segments(packaging).get(1).samples()).isEqualTo(29);
    }

    @Test
    void nothingOfTheSessionFollowsAClose() {
        var packaging = packaging().accept(RECORDS.subList(0, SECOND_SEGMENT));
        packaging.feed.close();
        packaging.verdicts.clear();
        packaging.accept(List.of(introducing(9, false, TestMedia.videoTrack())));
        assertThat(packaging.verdicts).containsExactly(Verdict.AFTER_END);
        assertThat(packaging.feed.isOpen()).isFalse();
    }

    @Test
    void aSourceIsNeverOpenedAgain() {
        var records = new Broadcast().session(Broadcast.testMedia(90_000, 1)).end().records();
        var packaging = Packaging.of(records);
        packaging.verdicts.clear();
        packaging.accept(
                List.of(
                        new Configuration(
                                TestMedia.stamp(1024, 100_000, 12), false, TestMedia.config())));
        assertThat(packaging.verdicts).containsExactly(Verdict.AFTER_END);
    }

    /** The log begins at a takeover's CONFIG: the rest of that segment is not the segment. */
    @Test
    void whoJoinsAtAConfigBeginsWithTheNextSegment() {
        List<SessionRecord> records = new ArrayList<>();
        records.add(RECORDS.get(SECOND_SEGMENT));
        records.addAll(RECORDS.subList(SECOND_SEGMENT + 25, RECORDS.size()));
        var joined = packaging().accept(records);
        joined.feed.close();
        assertThat(numbers(joined)).containsExactly(9L);
        assertThat(segments(joined).getFirst())
                .isEqualTo(closed(packaging().accept(RECORDS)).getLast());
        var fromTheBeginning = packaging().accept(RECORDS.subList(0, SECOND_SEGMENT));
        assertThat(numbers(fromTheBeginning)).isEmpty();
        assertThat(closed(fromTheBeginning)).hasSize(1);
    }

    private static List<MediaSegment> closed(Packaging packaging) {
        packaging.feed.close();
        return segments(packaging);
    }

    /** A ladder edited while its stream is live: the same name, another codec, no discontinuity of the source. */
    @Test
    void anotherCodecHasAnInitSegmentOfItsOwn() {
        var av1 =
                new Track.Video(
                        1,
                        FourCc.AV01,
                        128,
                        72,
                        java.nio.ByteBuffer.wrap(new byte[] {(byte) 0x81, 0, 0x0c, 0}));
        var packaging = packaging().accept(RECORDS.subList(0, 2 * SECOND_SEGMENT));
        packaging.accept(List.of(end(2 * SECOND_SEGMENT - 1), introducing(9, false, av1)));
        packaging.accept(later(RECORDS.subList(2 * SECOND_SEGMENT + 1, RECORDS.size())));
        var segments = closed(packaging);
        assertThat(segments).extracting(s -> s.init().number()).containsOnly(0L);
        assertThat(segments.get(0).init().id()).isEqualTo(segments.get(1).init().id());
        assertThat(segments.get(2).init().id()).isNotEqualTo(segments.get(1).init().id());
        assertThat(segments.get(2).init().codecs()).isEqualTo("av01.0.00M.08");
    }
}
