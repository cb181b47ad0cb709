package tv.headwater.transcode.worker.audio;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tv.headwater.transcode.worker.audio.SampleGrid.Placement;

class SampleGridTest {

    private static final Placement AS_IT_IS = new Placement(0, 0);

    private final SampleGrid grid = new SampleGrid();

    private long begin() {
        assertThat(grid.begin(1024, 1024, 960)).isEqualTo(AS_IT_IS);
        return 1024 + 960;
    }

    @Test
    void theFirstRunIsPlacedExactly() {
        assertThat(grid.begin(1024, 1030, 960)).isEqualTo(new Placement(6, 0));
        assertThat(grid.next()).isEqualTo(1990);
        assertThat(grid.begin(2048, 1500, 960)).isEqualTo(new Placement(0, 548));
        assertThat(grid.next()).isEqualTo(2460);
    }

    @Test
    void beyondFortyMillisecondsATimestampIsBelieved() {
        long next = begin();
        assertThat(grid.place(next + 1920, 960, false)).isEqualTo(AS_IT_IS);
        assertThat(grid.place(next + 960 + 1921, 960, false)).isEqualTo(new Placement(1921, 0));
        next += 960 + 1921 + 960;
        assertThat(grid.place(next - 1921, 960, false)).isEqualTo(new Placement(0, 960));
        assertThat(grid.next()).isEqualTo(next);
        assertThat(grid.place(next - 2000, 3000, false)).isEqualTo(new Placement(0, 2000));
    }

    @Test
    void beyondFiveMillisecondsTimestampsAreBelievedThatAgree() {
        long next = begin();
        for (int i = 1; i < SampleGrid.PATIENCE; i++) {
            assertThat(grid.place(next + 241, 960, false)).isEqualTo(AS_IT_IS);
            next += 960;
        }
        assertThat(grid.place(next + 241, 960, false)).isEqualTo(new Placement(241, 0));
        next += 960 + 241;
        for (int i = 0; i < 100; i++) {
            assertThat(grid.place(next + (i % 4 < 2 ? 900 : -900), 960, false)).isEqualTo(AS_IT_IS);
            next += 960;
        }
    }

    @Test
    void afterALossTheNextTimestampIsBelieved() {
        long next = begin();
        assertThat(grid.place(next + 960, 960, true)).isEqualTo(new Placement(960, 0));
        next += 2 * 960;
        assertThat(grid.place(next + 240, 960, true)).isEqualTo(AS_IT_IS);
    }
}
