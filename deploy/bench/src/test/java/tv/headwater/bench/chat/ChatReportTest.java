package tv.headwater.bench.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tv.headwater.contract.log.Json;

class ChatReportTest {

    private static final ChatReport REPORT =
            new ChatReport(
                    2,
                    0.5,
                    500,
                    100,
                    10,
                    3,
                    List.of(
                            new ChatReport.Room("headwater", 300_000, 320_000, 12, 20, 40, 0),
                            new ChatReport.Room("STOMP", 30_000, 31_000, 1, 5, 90, 7),
                            new ChatReport.Room("ws", 75_000, 75_000, 0, 3, 9, 0)));

    @Test
    void ratiosAreOfTheFirstToEachOther() throws Exception {
        assertThat(REPORT.ratios()).containsEntry("STOMP", 10.0).containsEntry("ws", 4.0);
        assertThat(REPORT.table())
                .contains("room of 500", "headwater to STOMP: 10.00", "headwater to ws: 4.00");
        var json = Json.read(Json.write(REPORT), JsonNode.class);
        assertThat(json.at("/ratios/ws").asDouble()).isEqualTo(4);
        assertThat(json.at("/rooms/1/missing").asInt()).isEqualTo(7);
    }

    @Test
    void optionsAreTakenWithinTheirLimits() {
        var args = new String[] {"chat", "--members", "40", "--rate", "20", "--out", "o.json"};
        assertThat(ChatOptions.parse(args))
                .isEqualTo(new ChatOptions(40, 20, Duration.ofSeconds(10), 3, Path.of("o.json")));
        var tooFast = new String[] {"chat", "--members", "39", "--rate", "20"};
        assertThatThrownBy(() -> ChatOptions.parse(tooFast))
                .hasMessageContaining("--rate 20 needs --members 40 or more");
    }

    @Test
    void quantilesAreByNearestRank() {
        var latencies = new Latencies();
        assertThat(latencies.quantile(0.5)).isNaN();
        for (int millis = 1; millis <= 100; millis++) {
            latencies.add(millis * 1_000_000L);
        }
        latencies.add(60_000_000_000L);
        assertThat(latencies.quantile(0.5)).isEqualTo(51);
        assertThat(latencies.quantile(0.99)).isEqualTo(100);
        assertThat(latencies.quantile(1)).isEqualTo(Latencies.MOST_MILLIS);
        assertThat(latencies.total()).isEqualTo(101);
    }
}
