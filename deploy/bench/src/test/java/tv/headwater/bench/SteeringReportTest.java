package tv.headwater.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tv.headwater.contract.log.Json;

class SteeringReportTest {

    private static final SteeringReport REPORT =
            new SteeringReport(
                    2,
                    0.5,
                    20,
                    1000,
                    30,
                    10,
                    new SteeringReport.Way(4, 4.5, 2.5, 10),
                    new SteeringReport.Way(0.1, 0.6, 2.5, 0.15));

    @Test
    void theRatioIsOfWhatViewersCost() {
        assertThat(REPORT.ratio()).isEqualTo(0.025);
        assertThat(REPORT.table()).contains("ratio 0.025", "20 viewers", "load 0.5");
    }

    @Test
    void theRatioIsInTheJson() throws Exception {
        var json = Json.read(Json.write(REPORT), JsonNode.class);
        assertThat(json.at("/ratio").asDouble()).isEqualTo(0.025);
        assertThat(json.at("/load").asDouble()).isEqualTo(0.5);
    }

    @Test
    void optionsAreTakenWithinTheirLimits() {
        var args =
                new String[] {
                    "steering",
                    "--seconds",
                    "16",
                    "--viewers",
                    "7",
                    "--crowd",
                    "9",
                    "--out",
                    "o.json"
                };
        assertThat(SteeringOptions.parse(args))
                .isEqualTo(new SteeringOptions(Duration.ofSeconds(16), 7, 9, Path.of("o.json")));
        var tooMany = new String[] {"steering", "--viewers", "501"};
        assertThatThrownBy(() -> SteeringOptions.parse(tooMany))
                .hasMessage("--viewers 501 is not in 1..500");
    }
}
