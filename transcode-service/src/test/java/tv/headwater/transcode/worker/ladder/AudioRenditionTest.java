package tv.headwater.transcode.worker.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.EndOfSession;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.Track;
import tv.headwater.contract.stream.Ladder;
import tv.headwater.transcode.ladder.Profile;
import tv.headwater.transcode.wire.Resume;

/** AAC for players that have no Opus. */
class AudioRenditionTest {

    private static final long FRAME = 1920;

    /** Two segments of half a second, and Opus. */
    private static final Clip CLIP = clip("libopus");

    private static Clip clip(String audioCodec) {
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("-f", "lavfi", "-i", "testsrc2=size=320x240:rate=30"));
        arguments.addAll(List.of("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000"));
        arguments.addAll(List.of("-t", "2", "-c:a", audioCodec, "-strict", "-2"));
        arguments.addAll(List.of(Clip.x264("g=15", "bf=0")));
        return Clip.made(arguments);
    }

    @Test
    void everySampleComesOnceInTheSegmentOfItsSource() {
        var out = Jobs.run(Jobs.job(Profile.LOW_LATENCY), CLIP.session(Clip.LIVE));
        assertThat(out.notes()).isEmpty();
        var seen = new Seen(out.of(Rendition.AUDIO_AAC)).isWellFormed();
        isWhole(seen.units());
        assertThat(seen.records().getLast()).isInstanceOf(EndOfSession.class);
        assertThat(seen.configurations())
                .extracting(Configuration::discontinuity)
                .containsExactly(true, false, false, false);
        var track = (Track.Audio) seen.configurations().getFirst().config().tracks().getFirst();
        assertThat(track.id()).isEqualTo(AudioRendition.TRACK);
        assertThat(track.sampleRate()).isEqualTo(48_000);
    }

    private static void isWhole(List<AccessUnit> units) {
        var source = sourceAudio(CLIP.session(Clip.LIVE));
        long first = source.getFirst().pts() / FRAME;
        long end = source.getLast().pts() + 1800;
        assertThat(units).extracting(AccessUnit::pts).startsWith(first * FRAME);
        assertThat(units)
                .extracting(AccessUnit::pts)
                .containsExactlyElementsOf(
                        LongStream.range(first, first + units.size())
                                .mapToObj(index -> index * FRAME)
                                .toList());
        assertThat(units.getLast().pts() + FRAME).isBetween(end, end + 2 * FRAME);
        for (var unit : units) {
            long segment =
                    source.stream()
                            .filter(u -> u.pts() <= unit.pts())
                            .mapToLong(u -> u.stamp().segment())
                            .max()
                            .orElse(100);
            assertThat(unit.stamp().segment()).as("pts " + unit.pts()).isEqualTo(segment);
        }
    }

    private static List<AccessUnit> sourceAudio(List<MediaRecord> source) {
        return new Seen(source).units().stream().filter(u -> u.track() == Clip.AUDIO).toList();
    }

    @Test
    void goesOnFromEveryCut() {
        var source = CLIP.session(Clip.LIVE);
        var whole = Jobs.run(Jobs.job(Ladder.SOURCE, Profile.LOW_LATENCY, 0, List.of()), source);
        var log = whole.of(Rendition.AUDIO_AAC);
        for (int cut = 1; cut < log.size(); cut++) {
            var before = log.subList(0, cut);
            var resume = resume(new Seen(before).units());
            var feed = resume.isEmpty() ? source : from(source, resume.getFirst().segment());
            var after =
                    Jobs.run(Jobs.job(Ladder.SOURCE, Profile.LOW_LATENCY, 1 << 30, resume), feed);
            var all =
                    Stream.concat(before.stream(), after.of(Rendition.AUDIO_AAC).stream()).toList();
            isWhole(new Seen(all).isWellFormed().units());
        }
    }

    private static List<Resume> resume(List<AccessUnit> units) {
        if (units.isEmpty()) {
            return List.of();
        }
        long segment = units.getLast().stamp().segment();
        Set<Long> emitted = new HashSet<>();
        units.stream()
                .filter(u -> u.stamp().segment() == segment)
                .forEach(u -> emitted.add(u.pts()));
        return List.of(new Resume(Rendition.AUDIO_AAC, segment, emitted, units.getLast().dts()));
    }

    private static List<MediaRecord> from(List<MediaRecord> source, long segment) {
        int from = 0;
        while (!(source.get(from) instanceof Configuration c && c.stamp().segment() == segment)) {
            from++;
        }
        return source.subList(from, source.size());
    }

    @Test
    void audioThatLagsFinishesItsDiscontinuity() {
        var first = CLIP.records(Clip.LIVE);
        var second = CLIP.session(new Clip.StreamSource(7, 5000, 900_000, 104, 1));
        List<MediaRecord> source = new ArrayList<>(first);
        // The last frames of the first part come after the second has begun.
        var late = sourceAudio(first).subList(80, sourceAudio(first).size());
        source.removeAll(late);
        source.addAll(second.subList(0, 2));
        long sequence = 5100;
        for (var unit : late) {
            source.add(unit.stamped(unit.stamp().numbered(sequence++)));
        }
        for (var record : second.subList(2, second.size())) {
            source.add(record.stamped(record.stamp().numbered(sequence++)));
        }
        var out = Jobs.run(Jobs.job(Profile.LOW_LATENCY), source);
        var seen = new Seen(out.of(Rendition.AUDIO_AAC)).isWellFormed();
        assertThat(seen.configurations())
                .filteredOn(Configuration::discontinuity)
                .extracting(c -> c.config().discontinuitySequence())
                .containsExactly(0L, 1L);
        isWhole(seen.units().stream().filter(u -> u.stamp().segment() < 104).toList());
        assertThat(seen.units().stream().filter(u -> u.stamp().segment() >= 104))
                .hasSizeGreaterThan(90);
    }

    @Test
    void aacPassesAsItIs() {
        var out = Jobs.run(Jobs.job(Profile.LOW_LATENCY), clip("aac").session(Clip.LIVE));
        assertThat(out.of(Rendition.AUDIO_AAC)).isEmpty();
        assertThat(out.units(Jobs.LOW)).hasSize(60);
    }
}
