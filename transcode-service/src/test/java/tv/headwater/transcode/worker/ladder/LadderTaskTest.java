package tv.headwater.transcode.worker.ladder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tv.headwater.contract.media.Track;
import tv.headwater.transcode.ladder.Profile;
import tv.headwater.transcode.worker.decode.VideoDecoder;

/** Every picture of the source, once, in every rung. */
class LadderTaskTest {

    static Stream<Arguments> sources() {
        var plain = Clip.simple(2);
        var reordered = Clip.of("testsrc2=size=320x240:rate=30", 2, Clip.x264("g=20", "bf=3"));
        var pal = Clip.of("testsrc2=size=320x240:rate=25", 2, Clip.x264("g=25", "bf=2"));
        var ntsc = Clip.of("testsrc2=size=320x240:rate=30000/1001", 2, Clip.x264("g=15", "bf=2"));
        return Stream.of(Profile.values())
                .flatMap(profile ->
                        Stream.of(
                                Arguments.of("no B-frames", plain, profile),
                                Arguments.of("B-frames", reordered, profile),
                                Arguments.of("25 per second", pal, profile),
                                Arguments.of("29.97 per second", ntsc, profile)));
    }

    @ParameterizedTest(name = "{0}, {2}")
    @MethodSource("sources")
    void everyPictureComesOnceInEveryRung(String what, Clip clip, Profile profile) {
        var out = Jobs.run(Jobs.job(profile), clip.session(Clip.LIVE));
        assertThat(out.notes()).isEmpty();
        var source = new Seen(clip.records());
        for (var rung : Jobs.BOTH) {
            var seen = new Seen(out.of(rung)).isWellFormed();
            assertThat(seen.pictures()).isEqualTo(clip.pictures());
            assertThat(seen.segmentStarts()).isEqualTo(source.segmentStarts());
            assertThat(seen.randomAccess()).isEqualTo(source.segmentStarts());
            assertThat(seen.decoded()).isEqualTo(clip.pictures().size());
        }
        var high = out.units(Jobs.HIGH);
        var low = out.units(Jobs.LOW);
        assertThat(high.stream().map(u -> List.of(u.pts(), u.stamp().segment())))
                .containsExactlyInAnyOrderElementsOf(
                        low.stream().map(u -> List.of(u.pts(), u.stamp().segment())).toList());
    }

    /** Picture n is of one brightness, 16 + 7 n. */
    @ParameterizedTest
    @EnumSource
    void everyPictureIsShownWhenItsSourceIs(Profile profile) {
        var grey = "color=gray:size=320x240:rate=30,geq=lum=16+mod(N*7\\,200):cb=128:cr=128";
        var clip = Clip.of(grey, 1, Clip.x264("g=15", "bf=2"));
        var out = Jobs.run(Jobs.job(profile), clip.session(Clip.LIVE));
        for (var rung : Jobs.BOTH) {
            var shown = brightness(new Seen(out.of(rung)));
            for (int n = 0; n < clip.pictures().size(); n++) {
                assertThat(shown.get(clip.pictures().get(n)))
                        .as("picture " + n)
                        .isCloseTo(16 + n * 7 % 200, within(3));
            }
        }
    }

    private static Map<Long, Integer> brightness(Seen seen) {
        Map<Long, Integer> shown = new HashMap<>();
        var track = (Track.Video) seen.configurations().getFirst().config().tracks().getFirst();
        try (var decoder = new VideoDecoder(track, 1, 320 * 240)) {
            Consumer<AVFrame> look =
                    frame ->
                            shown.put(
                                    frame.pts(), frame.data(0).get(frame.linesize(0) * 50L) & 255);
            seen.units().forEach(unit -> decoder.decode(unit, look));
            decoder.flush(look);
        }
        return shown;
    }
}
