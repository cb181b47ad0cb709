package tv.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tv.headwater.e2e.cluster.Service;
import tv.headwater.e2e.media.Archive;

/**
 * The control of {@link LadderTest}: transcoders that are configured to catch up with nothing, so that a successor begins where the
 * source is. The same death must then cost pictures, and the same check must see it.
 */
@Order(10)
@ExtendWith(StudioExtension.class)
class LadderControlTest {

    private static final List<String> RUNG = List.of("240p");

    private final Studio studio;
    private List<Service> transcoders = List.of();
    private LiveLadder live;

    LadderControlTest(Studio studio) {
        this.studio = studio;
    }

    @BeforeAll
    void publish() {
        transcoders =
                studio.cluster()
                        .replaceTranscoders(Map.of("headwater.transcode.max-catch-up", "2s"));
        live = LiveLadder.start(studio, "No catching up", "auto", studio.clips().numbered(64));
    }

    @AfterAll
    void end() {
        if (live != null) {
            live.close();
        }
        studio.cluster().endTranscoders();
    }

    @Test
    void withoutCatchingUpADeathCostsPictures() {
        live.awaitSegments(3, LiveLadder.SOURCE, "240p");
        long before = live.archive().newestMsn("240p");
        live.transcoderOf(transcoders).kill();
        live.awaitMsn(before + 6, RUNG);
        live.complete(RUNG);

        long first =
                live.archive().segments("240p").stream()
                        .mapToLong(Archive.Kept::msn)
                        .min()
                        .orElseThrow();
        var difference =
                live.difference("240p", first, live.archive().newestMsn(LiveLadder.SOURCE));
        studio.note("control without catching up: " + difference);
        assertThat(difference.missing()).as("missing pictures").isNotEmpty();
    }
}
