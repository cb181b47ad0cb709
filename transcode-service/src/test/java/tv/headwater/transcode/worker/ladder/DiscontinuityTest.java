package tv.headwater.transcode.worker.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.EndOfSession;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.SessionConfig;
import tv.headwater.contract.media.Track;
import tv.headwater.transcode.ladder.Profile;

/** Where the source begins anew, so do its renditions; nothing before it is lost. */
class DiscontinuityTest {

    private static final Clip CLIP =
            Clip.of("testsrc2=size=320x240:rate=30", 1, Clip.x264("g=15", "bf=2"));

    @ParameterizedTest
    @EnumSource
    void aNewEpochMayJumpBackInTime(Profile profile) {
        var first = CLIP.records(new Clip.StreamSource(7, 0, 90_000_000, 100, 4));
        var second = CLIP.session(new Clip.StreamSource(8, 0, 0, 102, 5));
        var out = Jobs.run(Jobs.job(profile), joined(first, second));
        for (var rung : Jobs.BOTH) {
            var seen = new Seen(out.of(rung)).isWellFormed();
            assertThat(seen.units().stream().map(u -> List.of(u.stamp().epoch(), u.pts())))
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.concat(
                                            CLIP.pictures().stream()
                                                    .map(p -> List.of(7L, p + 90_000_000)),
                                            CLIP.pictures().stream().map(p -> List.of(8L, p)))
                                    .toList());
            assertThat(discontinuities(seen)).containsExactly(4L, 5L);
            assertThat(ends(seen)).containsExactly(102L + 1);
            assertThat(seen.decoded()).isEqualTo(2 * CLIP.pictures().size());
        }
    }

    @Test
    void aJumpWithinASessionIsADiscontinuity() {
        var first = CLIP.records(Clip.LIVE);
        var second = CLIP.session(new Clip.StreamSource(7, 1000, 900_000, 102, 1));
        var out = Jobs.run(Jobs.job(Profile.QUALITY), joined(first, second));
        for (var rung : Jobs.BOTH) {
            var seen = new Seen(out.of(rung)).isWellFormed();
            assertThat(seen.units()).hasSize(2 * CLIP.pictures().size());
            assertThat(discontinuities(seen)).containsExactly(0L, 1L);
        }
    }

    @Test
    void aNewSizeMayBringAnotherLadder() {
        var small = Clip.of("testsrc2=size=240x160:rate=30", 1, Clip.x264("g=15"));
        var second = small.session(new Clip.StreamSource(7, 1000, 900_000, 102, 1));
        var out = Jobs.run(Jobs.job(Profile.LOW_LATENCY), joined(CLIP.records(), second));
        var high = new Seen(out.of(Jobs.HIGH)).isWellFormed();
        assertThat(high.pictures()).isEqualTo(CLIP.pictures());
        assertThat(high.records().get(high.records().size() - 1)).isInstanceOf(EndOfSession.class);
        var low = new Seen(out.of(Jobs.LOW)).isWellFormed();
        assertThat(low.units()).hasSize(2 * CLIP.pictures().size());
        assertThat(widths(low)).containsExactly(192, 192, 216, 216);
    }

    /** The encoders go on, with the picture fitted into the one it had. */
    @Test
    void aNewSizeInTheStreamAloneKeepsTheLadder() {
        var wide = Clip.of("testsrc2=size=480x200:rate=30", 1, Clip.x264("g=15", "bf=2"));
        var second = new ArrayList<MediaRecord>();
        for (var record : wide.session(new Clip.StreamSource(7, 1000, 900_000, 102, 0))) {
            second.add(inBand(record, wide, CLIP.config(Clip.LIVE)));
        }
        var out = Jobs.run(Jobs.job(Profile.LOW_LATENCY), joined(CLIP.records(), second));
        for (var rung : Jobs.BOTH) {
            var seen = new Seen(out.of(rung)).isWellFormed();
            assertThat(seen.units()).hasSize(2 * CLIP.pictures().size());
            assertThat(discontinuities(seen)).containsExactly(0L);
            assertThat(widths(seen).stream().distinct()).hasSize(1);
            assertThat(seen.decoded()).isEqualTo(seen.units().size());
        }
        assertThat(out.notes()).isEmpty();
    }

    /** Configured as before, with its own parameter sets in front of each IDR. */
    private static MediaRecord inBand(MediaRecord record, Clip clip, SessionConfig before) {
        if (record instanceof Configuration c) {
            return new Configuration(c.stamp(), false, before);
        }
        if (record instanceof AccessUnit unit && unit.randomAccess()) {
            return unit.carrying(Seen.inBand(clip.tracks().get(0), unit.payload()));
        }
        return record;
    }

    @Test
    void aLongerTargetDurationIsPassedOnBeforeTheEnd() {
        var source = CLIP.session(Clip.LIVE);
        var end = source.removeLast();
        var config = CLIP.config(Clip.LIVE);
        var longer =
                new SessionConfig(0, config.segmentTarget(), 9, config.partTarget(), CLIP.tracks());
        source.add(new Configuration(end.stamp(), false, longer));
        source.add(end.stamped(end.stamp().numbered(end.stamp().sequence() + 1)));
        for (var profile : Profile.values()) {
            var out = Jobs.run(Jobs.job(profile), source);
            for (var rung : Jobs.BOTH) {
                var seen = new Seen(out.of(rung)).isWellFormed();
                assertThat(seen.pictures()).isEqualTo(CLIP.pictures());
                assertThat(seen.configurations().getLast().config().targetDuration()).isEqualTo(9);
                assertThat(seen.records().getLast()).isInstanceOf(EndOfSession.class);
            }
        }
    }

    @Test
    void whatAnOlderSessionStillSaysIsNotHeard() {
        var first = CLIP.records(new Clip.StreamSource(7, 0, 0, 100, 0));
        var second = CLIP.session(new Clip.StreamSource(8, 0, 0, 102, 1));
        var late = CLIP.records(new Clip.StreamSource(7, 1000, 900_000, 104, 0));
        var out = Jobs.run(Jobs.job(Profile.LOW_LATENCY), joined(joined(first, second), late));
        assertThat(out.units(Jobs.LOW)).hasSize(2 * CLIP.pictures().size());
    }

    private static List<MediaRecord> joined(List<MediaRecord> first, List<MediaRecord> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private static List<Long> discontinuities(Seen seen) {
        return seen.configurations().stream()
                .filter(Configuration::discontinuity)
                .map(c -> c.config().discontinuitySequence())
                .toList();
    }

    private static List<Integer> widths(Seen seen) {
        return seen.configurations().stream()
                .map(c -> ((Track.Video) c.config().tracks().get(0)).width())
                .toList();
    }

    private static List<Long> ends(Seen seen) {
        return seen.records().stream()
                .filter(EndOfSession.class::isInstance)
                .map(r -> r.stamp().segment())
                .toList();
    }
}
