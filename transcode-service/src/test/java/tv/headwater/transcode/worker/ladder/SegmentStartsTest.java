package tv.headwater.transcode.worker.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.FourCc;

class SegmentStartsTest {

    private final SegmentStarts starts = new SegmentStarts();

    @Test
    void aPictureBelongsToTheLastSegmentThatHasBegunWhenItIsShown() {
        begin(10, true, 100);
        begin(11, false, 200);
        begin(12, false, 300);
        assertThat(segment(100)).isEqualTo(10);
        assertThat(segment(199)).isEqualTo(10);
        assertThat(segment(200)).isEqualTo(11);
        assertThat(segment(500)).isEqualTo(12);
    }

    @Test
    void aPictureBeforeTheFirstBelongsToItWhereTheStreamBegins() {
        begin(10, true, 100);
        assertThat(segment(40)).isEqualTo(10);
    }

    @Test
    void aPictureBeforeTheFirstBelongsToTheOneBeforeWhereItGoesOn() {
        begin(10, false, 100);
        assertThat(starts.of(40)).isNull();
        assertThat(segment(100)).isEqualTo(10);
    }

    @Test
    void theNewestConfigOfASegmentCounts() {
        begin(10, true, 100);
        var again = configuration(10, false);
        starts.on(again);
        assertThat(starts.of(100)).isSameAs(again);
    }

    @Test
    void aSegmentOfWhichNoPictureHasComeHasNotBegun() {
        begin(10, true, 100);
        starts.on(configuration(11, false));
        assertThat(segment(900)).isEqualTo(10);
        starts.on(unit(10, 1000));
        assertThat(segment(1000)).isEqualTo(10);
    }

    private void begin(long segment, boolean discontinuity, long pts) {
        starts.on(configuration(segment, discontinuity));
        starts.on(unit(segment, pts));
        starts.on(unit(segment, pts + 50));
    }

    private long segment(long pts) {
        return starts.of(pts).stamp().segment();
    }

    private static Configuration configuration(long segment, boolean discontinuity) {
        return new Configuration(
                TestMedia.stamp(1, segment, segment), discontinuity, TestMedia.config());
    }

    private static AccessUnit unit(long segment, long pts) {
        return new AccessUnit(
                TestMedia.stamp(1, 0, segment),
                1,
                FourCc.AVC1,
                true,
                pts,
                pts,
                ByteBuffer.allocate(1));
    }
}
