package tv.headwater.transcode.worker.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.stream.Ladder;
import tv.headwater.contract.stream.VideoCodec;
import tv.headwater.transcode.ladder.Profile;

/** HEVC and AV1, in and out. */
class CodecsTest {

    private static final String PATTERN = "testsrc2=size=320x240:rate=30";

    static Stream<Arguments> sources() {
        var hevc =
                Clip.of(
                        PATTERN,
                        1,
                        "-c:v",
                        "libx265",
                        "-preset",
                        "ultrafast",
                        "-tag:v",
                        "hvc1",
                        "-x265-params",
                        "keyint=15:min-keyint=15:scenecut=0:open-gop=0:bframes=2:log-level=none");
        var av1 =
                Clip.of(
                        PATTERN,
                        1,
                        "-c:v",
                        "libaom-av1",
                        "-cpu-used",
                        "8",
                        "-usage",
                        "realtime",
                        "-g",
                        "15");
        return Stream.of(Arguments.of(FourCc.HVC1, hevc), Arguments.of(FourCc.AV01, av1));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sources")
    void aSourceOfAnotherCodecIsDecoded(FourCc codec, Clip clip) {
        assertThat(clip.tracks().getFirst().codec()).isEqualTo(codec);
        var out = Jobs.run(Jobs.job(Profile.LOW_LATENCY), clip.session(Clip.LIVE));
        assertThat(out.notes()).isEmpty();
        for (var rung : Jobs.BOTH) {
            var seen = new Seen(out.of(rung)).isWellFormed();
            assertThat(seen.pictures()).isEqualTo(clip.pictures());
            assertThat(seen.randomAccess()).isEqualTo(new Seen(clip.records()).segmentStarts());
        }
    }

    @Test
    void aLadderMayHaveRungsOfSeveralCodecs() {
        var ladder =
                new Ladder.Rungs(
                        List.of(
                                new Ladder.Rung(Jobs.HIGH, 192, 300_000, VideoCodec.HEVC),
                                new Ladder.Rung(Jobs.LOW, 144, 150_000, VideoCodec.AV1)));
        var clip = Clip.simple(1);
        for (var profile : Profile.values()) {
            var job = Jobs.job(ladder, profile, 0, List.of());
            var out = Jobs.run(job, clip.session(Clip.LIVE));
            assertThat(out.notes()).isEmpty();
            for (var rung : Jobs.BOTH) {
                var seen = new Seen(out.of(rung)).isWellFormed();
                assertThat(seen.pictures()).isEqualTo(clip.pictures());
                assertThat(seen.randomAccess()).isEqualTo(new Seen(clip.records()).segmentStarts());
            }
            assertThat(out.units(Jobs.HIGH)).allMatch(u -> u.codec().equals(FourCc.HVC1));
            assertThat(out.units(Jobs.LOW)).allMatch(u -> u.codec().equals(FourCc.AV01));
            assertThat(new Seen(out.of(Jobs.HIGH)).decoded()).isEqualTo(30);
        }
    }
}
