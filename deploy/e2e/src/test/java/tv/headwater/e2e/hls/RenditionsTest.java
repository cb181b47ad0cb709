package tv.headwater.e2e.hls;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RenditionsTest {

    private static final URI SOURCE = URI.create("http://gateway/live/s/source/index.m3u8");
    private static final URI RUNG = URI.create("http://gateway/live/s/240p/index.m3u8");

    private final Renditions renditions = new Renditions();

    @Test
    void oneThatHasJustComeNeedNotBeReportedOf() {
        renditions.list(RUNG);

        assertThat(renditions.reportedOf(Duration.ofHours(1), 10)).isEmpty();
        assertThat(renditions.reportedOf(Duration.ZERO, 10)).containsExactly(RUNG);
    }

    @Test
    void oneThatIsLateNeedNotBeReportedOf() {
        renditions.list(SOURCE);
        renditions.list(RUNG);
        renditions.at(SOURCE, 10);

        renditions.at(RUNG, 9);
        assertThat(renditions.reportedOf(Duration.ZERO, 10))
                .containsExactlyInAnyOrder(SOURCE, RUNG);

        renditions.at(RUNG, 8);
        assertThat(renditions.reportedOf(Duration.ZERO, 10)).containsExactly(SOURCE);
        assertThat(renditions.reportedOf(Duration.ZERO, 8)).containsExactlyInAnyOrder(SOURCE, RUNG);
    }
}
