package tv.headwater.packager.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.TestMedia.Unit;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.SessionRecord;
import tv.headwater.contract.media.Track;
import tv.headwater.packager.testing.Broadcast;
import tv.headwater.packager.testing.Packaging;
import tv.headwater.packager.testing.SegmentReader;

class FeedTest {

    private static final List<Track> VIDEO = List.of(TestMedia.videoTrack());
    private static final List<Track> AUDIO = List.of(TestMedia.audioTrack());

    /** RTMP's milliseconds, in ticks: by so much a part's last picture may last longer or shorter than those before it. */
    private static final long ROUNDING = 90;

    static Stream<Arguments> streams() {
        return Stream.of(
                Arguments.of("test media", both(Broadcast.testMedia(90_000, 3), 48_000)),
                Arguments.of(
                        "B-frames",
                        of(Broadcast.video(300, 60, true, i -> 90_000 + 3000 * i), VIDEO, 2)),
                Arguments.of(
                        "GOP of 8 s",
                        of(Broadcast.video(960, 240, false, i -> 90_000 + 3000 * i), VIDEO, 8)),
                Arguments.of(
                        "29.97 in ms",
                        of(Broadcast.video(600, 60, true, FeedTest::ntsc), VIDEO, 2)),
                Arguments.of("audio only", of(Broadcast.audio(500, 48_000, 48_000), AUDIO, 2)),
                Arguments.of(
                        "44.1 kHz",
                        both(withAudio(44_100, 44_100, i -> 90_000 + 3000 * i), 44_100)),
                Arguments.of(
                        "2^33 ticks",
                        both(
                                withAudio(
                                        48_000,
                                        ((1L << 33) - 90_000) / 15 * 8,
                                        i -> (1L << 33) - 90_000 + 3000 * i),
                                48_000)),
                Arguments.of(
                        "2^45 ticks",
                        of(Broadcast.video(200, 60, true, i -> (1L << 45) + 3000 * i), VIDEO, 2)));
    }

    /** Each unit of the log comes out once, in order, with its times and bytes; nothing else does. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("streams")
    void everyUnitComesOutOnceAndExact(String name, Broadcast broadcast) {
        var packaging = Packaging.of(broadcast.end().records());
        assertThat(packaging.verdicts).containsOnly(Verdict.TAKEN);
        var all = broadcast.records();
        assertSame(units(all, TestMedia.VIDEO_TRACK), packaging.video());
        assertSame(units(all, TestMedia.AUDIO_TRACK), packaging.audio());
    }

    private static void assertSame(List<AccessUnit> units, List<MediaSegment> segments) {
        List<SegmentReader.Sample> samples = new ArrayList<>();
        for (var segment : segments) {
            samples.addAll(SegmentReader.samples(segment.bytes()));
        }
        assertThat(samples).hasSameSizeAs(units);
        for (int i = 0; i < samples.size(); i++) {
            var init = segments.getFirst().init();
            assertThat(samples.get(i).dts()).isEqualTo(init.time(units.get(i).dts()));
            assertThat(samples.get(i).pts()).isEqualTo(init.time(units.get(i).pts()));
            assertThat(samples.get(i).payload()).isEqualTo(units.get(i).payload());
            assertThat(samples.get(i).sync()).isEqualTo(units.get(i).randomAccess());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("streams")
    void segmentsAreWhatTheStampsSayAndPartsMakeThem(String name, Broadcast broadcast) {
        var packaging = Packaging.of(broadcast.end().records());
        for (var segment : concat(packaging.video(), packaging.audio())) {
            int track = segment.init().track().id();
            assertThat(segment.samples())
                    .isEqualTo(
                            units(broadcast.records(), track).stream()
                                    .filter(unit -> unit.stamp().segment() == segment.msn())
                                    .count());
            assertThat(segment.independent()).isTrue();
            var boxes = SegmentReader.boxes(segment.bytes()).stream().map(SegmentReader.Box::type);
            assertThat(boxes.toList().lastIndexOf("styp")).isZero();
            assertThat(segment.parts().stream().mapToLong(Part::duration).sum())
                    .isCloseTo(segment.duration(), within(segment.parts().size() * ROUNDING));
            assertThat(segment.parts())
                    .allMatch(part -> part.duration() <= segment.init().partTarget());
            var joined = ByteBuffer.allocate(segment.size());
            segment.parts().forEach(part -> joined.put(part.bytes().duplicate()));
            assertThat(joined.flip()).isEqualTo(segment.bytes());
        }
    }

    /** A part is out when its last picture is in, as long as the frame rate says it is. */
    @ParameterizedTest
    @CsvSource({"3000, 6", "3003, 6", "3600, 5", "3750, 4", "1500, 12"})
    void partsAreCompleteWithTheirLastPicture(long frame, int picturesInPart) {
        var packaging = new Packaging(Rendition.SOURCE);
        int pictures = 0;
        for (var record :
                of(Broadcast.video(120, 60, false, i -> rounded(90_000 + frame * i)), VIDEO, 4)
                        .records()) {
            packaging.accept(List.of(record));
            pictures += record instanceof AccessUnit ? 1 : 0;
            var partials = packaging.partials.getOrDefault(Rendition.SOURCE, List.of());
            if (pictures > 60) {
                break;
            }
            int parts = pictures / picturesInPart;
            int there =
                    partials.stream()
                            .filter(each -> each.msn() == 7)
                            .mapToInt(each -> each.parts().size())
                            .max()
                            .orElse(0);
            assertThat(there).as("parts after %d pictures", pictures).isEqualTo(parts);
        }
    }

    /** A publisher whose uplink was full for a second: parts after it are as they were before. */
    @ParameterizedTest
    @ValueSource(ints = {61, 63, 66, 100})
    void picturesDroppedOnTheWayChangeNothingForThoseAfterThem(int dropped) {
        var segment =
                Packaging.of(
                                of(
                                                Broadcast.video(
                                                        180,
                                                        60,
                                                        false,
                                                        i ->
                                                                90_000
                                                                        + 3000
                                                                                * (i < dropped
                                                                                        ? i
                                                                                        : i + 30)),
                                                VIDEO,
                                                4)
                                        .end()
                                        .records())
                        .video()
                        .get(1);
        long end = segment.start();
        for (var part : segment.parts()) {
            var samples = SegmentReader.samples(part.bytes());
            assertThat(samples.getFirst().dts()).isGreaterThanOrEqualTo(end);
            end = samples.getFirst().dts() + part.duration();
            if (samples.size() > 1) {
                assertThat(part.duration()).isLessThanOrEqualTo(segment.init().partTarget());
            }
        }
        assertThat(segment.parts().stream().filter(part -> part.duration() == 6 * 3000))
                .hasSizeGreaterThan(6);
    }

    private static long rounded(long ticks) {
        return (ticks + 45) / 90 * 90;
    }

    @Test
    void segmentsTouchAndAudioStaysOnItsSamples() {
        var packaging =
                Packaging.of(
                        both(withAudio(44_100, 44_100, i -> 90_000 + 3000 * i), 44_100)
                                .end()
                                .records());
        for (var track : List.of(packaging.video(), packaging.audio())) {
            for (int i = 1; i < track.size(); i++) {
                assertThat(track.get(i).start()).isEqualTo(track.get(i - 1).end());
            }
        }
        assertThat(packaging.audio())
                .allSatisfy(segment -> {
                    assertThat(segment.start() % 1024).isEqualTo(44_100 % 1024);
                    assertThat(segment.duration()).isEqualTo(1024L * segment.samples());
                });
    }

    @Test
    void aGapInAudioStaysAGap() {
        var units = new ArrayList<>(Broadcast.audio(40, 48_000, 48_000));
        units.addAll(Broadcast.audio(40, 48_000, 48_000 + 60 * 1024));
        var packaging = Packaging.of(of(units, AUDIO, 2).end().records());
        assertThat(SegmentReader.samples(packaging.audio().getFirst().bytes()))
                .extracting(SegmentReader.Sample::dts)
                .containsExactlyElementsOf(
                        LongStream.concat(LongStream.range(0, 40), LongStream.range(60, 100))
                                .mapToObj(i -> 48_000 + i * 1024)
                                .limit(packaging.audio().getFirst().samples())
                                .toList());
    }

    @Test
    void extinfAndDateAreExact() {
        var packaging =
                Packaging.of(
                        of(Broadcast.video(180, 60, true, FeedTest::ntsc), VIDEO, 2)
                                .end()
                                .records());
        var first = packaging.video().getFirst();
        assertThat(first.duration()).isEqualTo(ntsc(60) - ntsc(0)).isEqualTo(2002 * 90);
        assertThat(first.programDateTime())
                .isEqualTo(TestMedia.WALL_CLOCK + Math.floorDiv(ntsc(1) * 100, 9L));
    }

    @Test
    void theLastUnitOfASessionLastsAsLongAsTheOneBefore() {
        var packaging =
                Packaging.of(
                        of(Broadcast.video(60, 60, false, i -> 90_000 + 4500 * i), VIDEO, 3)
                                .end()
                                .records());
        assertThat(packaging.video().getLast().duration()).isEqualTo(60 * 4500);
    }

    @Test
    void aNewEpochClosesASessionThatHadNoEnd() {
        var broadcast =
                new Broadcast()
                        .session(Broadcast.testMedia(90_000, 1))
                        .session(Broadcast.testMedia(90_000, 1));
        var packaging = Packaging.of(broadcast.end().records());
        assertThat(packaging.video())
                .extracting(MediaSegment::msn)
                .containsExactly(7L, 8L, 9L, 10L, 11L, 12L);
        assertThat(packaging.video())
                .extracting(segment -> segment.init().number())
                .containsExactly(0L, 0L, 0L, 1L, 1L, 1L);
        assertThat(packaging.video()).extracting(MediaSegment::samples).containsOnly(60);
        assertThat(packaging.audio().stream().mapToInt(MediaSegment::samples).sum())
                .isEqualTo(2 * 281);
    }

    /** Audio that was published before the change arrives after its CONFIG, and still belongs before it. */
    @Test
    void audioMayLagBehindAChangeOfConfiguration() {
        var broadcast = new Broadcast().session(Broadcast.testMedia(90_000, 1));
        var late =
                new ArrayList<>(
                        broadcast.records().stream()
                                .filter(AccessUnit.class::isInstance)
                                .map(AccessUnit.class::cast)
                                .filter(unit -> unit.track() == TestMedia.AUDIO_TRACK)
                                .toList());
        var lagging = late.subList(late.size() - 5, late.size());
        broadcast
                .run(
                        Broadcast.testMedia(630_000, 1),
                        List.of(TestMedia.videoTrack(), TestMedia.audioTrack()),
                        2)
                .end();
        List<SessionRecord> records = new ArrayList<>(broadcast.records());
        records.removeAll(lagging);
        int change =
                records.indexOf(
                        records.stream()
                                .filter(record ->
                                        record instanceof Configuration c
                                                && c.config().discontinuitySequence() == 1)
                                .findFirst()
                                .orElseThrow());
        records.addAll(change + 2, lagging);
        var renumbered = renumbered(records);
        var packaging = Packaging.of(renumbered);
        assertThat(packaging.verdicts).containsOnly(Verdict.TAKEN);
        assertThat(packaging.audio().stream().mapToInt(MediaSegment::samples).sum())
                .isEqualTo(2 * 281);
        assertThat(packaging.audio())
                .filteredOn(segment -> segment.init().number() == 0)
                .extracting(MediaSegment::samples)
                .satisfies(counts ->
                        assertThat(counts.stream().mapToInt(i -> i).sum()).isEqualTo(281));
    }

    @Test
    void aTrackThatIsGoneFromTheConfigurationIsClosed() {
        var broadcast =
                new Broadcast()
                        .session(Broadcast.testMedia(90_000, 1))
                        .run(Broadcast.video(180, 60, true, i -> 630_000 + 3000 * i), VIDEO, 2);
        var packaging = Packaging.of(broadcast.records());
        assertThat(packaging.audio().stream().mapToInt(MediaSegment::samples).sum()).isEqualTo(281);
    }

    @Test
    void whatMustNotBePackagedIsRefused() {
        var old = new Broadcast().session(Broadcast.testMedia(90_000, 1)).records();
        var all =
                new Broadcast()
                        .session(Broadcast.testMedia(90_000, 1))
                        .session(Broadcast.testMedia(90_000, 1))
                        .end()
                        .records();
        var packaging = Packaging.of(all);
        packaging.verdicts.clear();
        packaging.accept(List.of(old.getLast(), all.getLast(), all.get(all.size() - 2)));
        assertThat(packaging.verdicts)
                .containsExactly(Verdict.OLD_EPOCH, Verdict.REPEATED, Verdict.REPEATED);
        packaging.verdicts.clear();
        var unit = TestMedia.video().getFirst();
        packaging.accept(
                List.of(
                        unit.stamped(TestMedia.stamp(2048, 100_000, 12)),
                        unit.stamped(TestMedia.stamp(4096, 0, 13)),
                        new Configuration(TestMedia.stamp(4096, 1, 13), true, TestMedia.config()),
                        unit.stamped(TestMedia.stamp(4096, 2, 12)),
                        new Unit(9, true, 0, 0, unit.payload())
                                .stamped(TestMedia.stamp(4096, 3, 13)),
                        unit.stamped(TestMedia.stamp(4096, 4, 13)),
                        unit.stamped(TestMedia.stamp(4096, 5, 13))));
        assertThat(packaging.verdicts)
                .containsExactly(
                        Verdict.AFTER_END,
                        Verdict.BEFORE_CONFIG,
                        Verdict.TAKEN,
                        Verdict.BEFORE_CONFIG,
                        Verdict.UNKNOWN_TRACK,
                        Verdict.TAKEN,
                        Verdict.UNORDERED);
    }

    static List<AccessUnit> units(List<SessionRecord> records, int track) {
        return records.stream()
                .filter(AccessUnit.class::isInstance)
                .map(AccessUnit.class::cast)
                .filter(unit -> unit.track() == track)
                .toList();
    }

    private static List<SessionRecord> renumbered(List<SessionRecord> records) {
        List<SessionRecord> renumbered = new ArrayList<>();
        for (var record : records) {
            var stamp =
                    TestMedia.stamp(
                            record.stamp().epoch(), renumbered.size(), record.stamp().segment());
            renumbered.add(record.stamped(stamp));
        }
        return renumbered;
    }

    private static List<MediaSegment> concat(List<MediaSegment> a, List<MediaSegment> b) {
        return Stream.concat(a.stream(), b.stream()).toList();
    }

    private static long ntsc(long frame) {
        return 90_000 + 90 * Math.round(frame * 1001 / 30.0);
    }

    private static List<Unit> withAudio(
            int sampleRate, long firstSample, java.util.function.LongUnaryOperator dts) {
        return Broadcast.interleaved(
                Broadcast.video(300, 60, true, dts), Broadcast.audio(430, sampleRate, firstSample));
    }

    private static Broadcast both(List<Unit> units, int sampleRate) {
        return of(units, List.of(TestMedia.videoTrack(), Broadcast.audioTrack(sampleRate)), 2);
    }

    private static Broadcast of(List<Unit> units, List<Track> tracks, int targetDuration) {
        return new Broadcast().session(units, tracks, targetDuration);
    }
}
