package tv.headwater.ingest.stamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static tv.headwater.ingest.stamp.Recording.MONO;
import static tv.headwater.ingest.stamp.Recording.SMALL;
import static tv.headwater.ingest.stamp.Recording.STEREO;

import java.util.List;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.media.AccessUnit;

/** Audio that had to wait does not make a segment longer than the target duration, which must not change. */
class TargetDurationTest {

    private final Recording r = new Recording();

    @Test
    void audioThatComesLateKeepsTheTargetDuration() {
        r.stamper.expect(Expectation.VIDEO_ONLY);
        r.tracks(SMALL);
        for (long ms = 0; ms < 2_200; ms += 40) {
            r.video(ms, ms % 2_000 == 0);
        }
        r.tracks(STEREO);
        r.both(2_200, 8_100, 2_000);

        assertThat(r.outline()).isEqualTo("0/0/2* 1/0/2 2/1/2* 3/1/2 4/1/2");
        assertThat(r.units(2, 1)).isEmpty();
        assertThat(seconds(r.units(2, 2))).isCloseTo(2.25, within(0.03));
    }

    @Test
    void audioLongBeforeTheFirstPictureKeepsTheTargetDuration() {
        r.tracks(SMALL, STEREO);
        for (long ms = 0; ms < 1_800; ms += 20) {
            r.audio(ms);
        }
        r.both(1_800, 2_000, 2_000);
        r.both(2_000, 6_100, 2_000);

        assertThat(r.outline()).isEqualTo("0/0/2* 1/0/2 2/0/2");
        assertThat(seconds(r.units(2, 0))).isCloseTo(2.25, within(0.03));
    }

    @Test
    void audioThatChangesKeepsTheTargetDuration() {
        r.tracks(SMALL, STEREO);
        r.both(0, 2_200, 2_000);
        r.tracks(MONO);
        r.both(2_200, 8_100, 2_000);

        assertThat(r.outline()).isEqualTo("0/0/2* 1/0/2 2/1/2* 3/1/2 4/1/2");
        assertThat(seconds(r.units(2, 2))).isCloseTo(2.25, within(0.03));
    }

    private static double seconds(List<AccessUnit> units) {
        return (units.getLast().pts() - units.getFirst().pts()) / 90_000.0;
    }
}
