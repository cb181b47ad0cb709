package tv.headwater.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class LatencyReportTest {

    private static final LatencyReport.Spread TO_A_HUNDRED =
            LatencyReport.Spread.of(
                    DoubleStream.iterate(100, ms -> ms - 1).limit(100).boxed().toList());

    @Test
    void quantilesAreByNearestRank() {
        assertThat(TO_A_HUNDRED).isEqualTo(new LatencyReport.Spread(50, 99, 100));
    }

    @Test
    void theTableTellsTheLoad() {
        var report =
                new LatencyReport(
                        2,
                        1.25,
                        100,
                        TO_A_HUNDRED,
                        TO_A_HUNDRED,
                        TO_A_HUNDRED,
                        TO_A_HUNDRED,
                        TO_A_HUNDRED);
        assertThat(report.table()).contains("100 parts, load 1.25").hasLineCount(6);
    }
}
