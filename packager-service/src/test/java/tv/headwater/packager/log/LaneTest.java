package tv.headwater.packager.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.id.StreamId;

class LaneTest {

    private final Lane lane = new Lane();

    @Test
    void noticesAHoleInTheOffsets() {
        assertThat(lane.skippedBefore(4000)).as("the log's beginning is none").isFalse();
        assertThat(lane.skippedBefore(4001)).isFalse();
        assertThat(lane.skippedBefore(4003)).isTrue();
        assertThat(lane.skippedBefore(4004)).isFalse();
        assertThat(lane.skippedBefore(17)).as("a topic that was made anew").isFalse();
    }

    @Test
    void remembersABoundedNumberOfStreams() {
        lane.saw(TestMedia.STREAM);
        lane.saw(TestMedia.STREAM);
        assertThat(lane.streams()).containsExactly(TestMedia.STREAM);
        for (int i = 0; i < Lane.MAX_STREAMS; i++) {
            lane.saw(StreamId.random());
        }
        assertThat(lane.streams()).hasSize(Lane.MAX_STREAMS).doesNotContain(TestMedia.STREAM);
    }
}
