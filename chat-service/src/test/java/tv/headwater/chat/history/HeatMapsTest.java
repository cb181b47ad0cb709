package tv.headwater.chat.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tv.headwater.chat.history.HeatMaps.Range;
import tv.headwater.chat.history.MessageTable.Bucket;
import tv.headwater.contract.id.StreamId;

class HeatMapsTest {

    private static final Instant START = Instant.parse("2026-11-01T12:00:00Z");
    private static final StreamId STREAM = new StreamId("heataaaaaaaaaaaa");
    private static final StreamId OTHER = new StreamId("heatbbbbbbbbbbbb");

    private final List<Range> counted = new ArrayList<>();
    private long nanos;
    private final HeatMaps heatMaps =
            new HeatMaps(
                    range -> {
                        counted.add(range);
                        return List.of(new Bucket(range.from(), counted.size()));
                    },
                    () -> nanos);

    private static Range hour(StreamId stream, Duration later) {
        var from = START.plus(later);
        return Range.of(stream, from, from.plus(Duration.ofHours(1)), 100);
    }

    @Test
    void whoAsksForMuchTheSameWithinAMomentIsToldTheSame() {
        var first = heatMaps.of(hour(STREAM, Duration.ofMillis(1)));
        assertThat(heatMaps.of(hour(STREAM, Duration.ofMillis(9_999)))).isEqualTo(first);
        assertThat(counted).hasSize(1);
        heatMaps.of(hour(STREAM, Duration.ofSeconds(10)));
        heatMaps.of(hour(OTHER, Duration.ZERO));
        assertThat(counted).hasSize(3);
        nanos += HeatMaps.REMEMBERED.toNanos();
        assertThat(heatMaps.of(hour(STREAM, Duration.ZERO))).isNotEqualTo(first);
        assertThat(counted).hasSize(4);
    }

    @Test
    void aLongRangeHoldsWhatWasAskedFor() {
        var range = Range.of(STREAM, START.plusMillis(1), START.plusSeconds(7_001), 100);
        assertThat(range.from()).isEqualTo(START);
        assertThat(range.to()).isEqualTo(START.plusSeconds(7_010));
        assertThat(range.step()).isEqualTo(Duration.ofMillis(70_100));
        var early = Range.of(STREAM, START.minusMillis(1), START.plusSeconds(7_000), 100);
        assertThat(early.from()).isEqualTo(START.minusSeconds(10));
        assertThat(early.to()).isEqualTo(START.plusSeconds(7_010));
    }

    @Test
    void aShortRangeIsTakenAsItIs() {
        var to = START.plusSeconds(3);
        var range = Range.of(STREAM, START.plusMillis(1), to, 3);
        assertThat(range)
                .isEqualTo(new Range(STREAM, START.plusMillis(1), to, Duration.ofSeconds(1)));
    }
}
