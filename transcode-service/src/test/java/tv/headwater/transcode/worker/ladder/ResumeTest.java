package tv.headwater.transcode.worker.ladder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.transcode.ladder.Profile;
import tv.headwater.transcode.wire.Resume;
import tv.headwater.transcode.wire.WorkerJob;

/** A successor begins where the log ends, wherever that is. */
class ResumeTest {

    private static final long SUCCESSOR = Jobs.FIRST_SEQUENCE + (1L << 30);

    static Stream<Arguments> sources() {
        var plain = Clip.of("testsrc2=size=320x240:rate=30", 1, Clip.x264("g=10", "bf=0"));
        var reordered = Clip.of("testsrc2=size=320x240:rate=30", 1, Clip.x264("g=10", "bf=2"));
        return Stream.of(
                Arguments.of(plain, Profile.LOW_LATENCY),
                Arguments.of(reordered, Profile.LOW_LATENCY),
                Arguments.of(plain, Profile.QUALITY));
    }

    @ParameterizedTest
    @MethodSource("sources")
    void goesOnFromEveryCut(Clip clip, Profile profile) {
        var source = clip.session(Clip.LIVE);
        var whole = Jobs.run(Jobs.job(profile), source).records();
        List<List<MediaRecord>> logs = new ArrayList<>();
        for (int cut = 0; cut <= whole.size(); cut++) {
            var before = whole.subList(0, cut);
            var after =
                    Jobs.run(successor(profile, resume(before)), feed(source, before)).records();
            var log = Stream.concat(before.stream(), after.stream()).toList();
            check(clip, log, after, "cut after " + cut + " records");
            logs.add(log);
        }
        decodes(clip, logs);
    }

    @Test
    void aSuccessorThatIgnoresTheLogIsFoundOut() {
        var clip = Clip.simple(1);
        var source = clip.session(Clip.LIVE);
        var whole = Jobs.run(Jobs.job(Profile.LOW_LATENCY), source).records();
        var before = whole.subList(0, whole.size() / 2);
        var after =
                Jobs.run(successor(Profile.LOW_LATENCY, List.of()), feed(source, before)).records();
        var log = Stream.concat(before.stream(), after.stream()).toList();
        assertThatThrownBy(() -> check(clip, log, after, "ignoring"))
                .isInstanceOf(AssertionError.class);
    }

    private static WorkerJob.Transcode successor(Profile profile, List<Resume> resume) {
        return Jobs.job(Jobs.LADDER, profile, SUCCESSOR, resume);
    }

    /** What the log says of each rendition it has. */
    static List<Resume> resume(List<MediaRecord> log) {
        List<Resume> resume = new ArrayList<>();
        for (var rung : Jobs.BOTH) {
            var units = units(log, rung);
            if (!units.isEmpty()) {
                long segment = units.get(units.size() - 1).stamp().segment();
                var emitted = new HashSet<Long>();
                units.stream()
                        .filter(u -> u.stamp().segment() == segment)
                        .forEach(u -> emitted.add(u.pts()));
                resume.add(new Resume(rung, segment, emitted, units.get(units.size() - 1).dts()));
            }
        }
        return resume;
    }

    /** The source from the CONFIG of the oldest segment that is not complete in all rungs. */
    static List<MediaRecord> feed(List<MediaRecord> source, List<MediaRecord> log) {
        var resume = resume(log);
        if (resume.size() < Jobs.BOTH.size()) {
            return source;
        }
        long oldest = resume.stream().mapToLong(Resume::segment).min().orElseThrow();
        int from = 0;
        while (!(source.get(from) instanceof Configuration c && c.stamp().segment() == oldest)) {
            from++;
        }
        return source.subList(from, source.size());
    }

    private static List<AccessUnit> units(List<MediaRecord> log, Rendition rung) {
        return new Seen(of(log, rung)).units();
    }

    private static List<MediaRecord> of(List<MediaRecord> log, Rendition rung) {
        return log.stream().filter(r -> r.stamp().rendition().equals(rung)).toList();
    }

    private static void check(
            Clip clip, List<MediaRecord> log, List<MediaRecord> after, String where) {
        for (var rung : Jobs.BOTH) {
            var seen = new Seen(of(log, rung)).isWellFormed();
            assertThat(seen.pictures()).as(rung + ", " + where).isEqualTo(clip.pictures());
            var units = seen.units();
            assertThat(units)
                    .as("segments in order, " + where)
                    .isSortedAccordingTo(Comparator.comparingLong(u -> u.stamp().segment()));
            units(after, rung).stream()
                    .findFirst()
                    .ifPresent(first -> assertThat(first.randomAccess()).as(where).isTrue());
            var discontinuities =
                    seen.configurations().stream().filter(Configuration::discontinuity).count();
            assertThat(discontinuities).as("discontinuities, " + where).isLessThanOrEqualTo(2);
        }
    }

    /** All logs one after another, as each begins with a picture that stands alone. */
    private static void decodes(Clip clip, List<List<MediaRecord>> logs) {
        for (var rung : Jobs.BOTH) {
            var all = logs.stream().flatMap(log -> of(log, rung).stream()).toList();
            assertThat(new Seen(all).decoded()).isEqualTo(logs.size() * clip.pictures().size());
        }
    }
}
