package tv.headwater.e2e.hls;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_METHOD)
class RenditionsTest {

    private static final URI SOURCE = URI.create("http://gateway/live/s/source/index.m3u8");
    private static final URI RUNG = URI.create("http://gateway/live/s/240p/index.m3u8");

    private final Renditions renditions = new Renditions();

    @Test
    void oneThatHasJustComeNeedNotBeReportedOf() {
        renditions.at(RUNG, 10);
        renditions.at(RUNG, 12);

        assertThat(renditions.known().reportedOf(12)).isEmpty();
        assertThat(renditions.known().reportedOf(13)).containsExactly(RUNG);
    }

    @Test
    void oneThatIsLateNeedNotBeReportedOf() {
        renditions.at(SOURCE, 1);
        renditions.at(SOURCE, 10);
        renditions.at(RUNG, 1);

        renditions.at(RUNG, 9);
        assertThat(renditions.known().reportedOf(10)).containsExactlyInAnyOrder(SOURCE, RUNG);

        renditions.at(RUNG, 8);
        assertThat(renditions.known().reportedOf(10)).containsExactly(SOURCE);
        assertThat(renditions.known().reportedOf(8)).containsExactlyInAnyOrder(SOURCE, RUNG);
    }

    @Test
    void whatComesAfterAPlaylistWasAskedForIsNotExpectedOfIt() {
        renditions.at(RUNG, 1);
        var asked = renditions.known();

        renditions.at(RUNG, 10);

        assertThat(asked.reportedOf(10)).isEmpty();
        assertThat(renditions.known().reportedOf(10)).containsExactly(RUNG);
    }
}
