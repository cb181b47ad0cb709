package tv.headwater.transcode.worker.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.media.Configuration;
import tv.headwater.transcode.worker.encode.EncodedPicture;

class MiniGopTest {

    private static final Configuration PLACE =
            new Configuration(TestMedia.stamp(1, 0, 10), true, TestMedia.config());

    private final List<Long> given = new ArrayList<>();
    private final MiniGop miniGop = new MiniGop((place, picture, more) -> given.add(picture.pts()));

    @BeforeEach
    void picturesGoIn() {
        for (long pts = 0; pts < 100; pts++) {
            miniGop.await(pts, PLACE);
        }
    }

    @Test
    void whatIsShownAtOnceIsGivenAtOnce() {
        add(0, 1, 2);
        assertThat(given).containsExactly(0L, 1L, 2L);
    }

    @Test
    void aPictureThatIsShownLaterWaitsForThoseBeforeIt() {
        add(0, 3, 1);
        assertThat(given).containsExactly(0L);
        add(2);
        assertThat(given).containsExactly(0L, 3L, 1L, 2L);
        add(7, 5, 4, 6);
        assertThat(given).containsExactly(0L, 3L, 1L, 2L, 7L, 5L, 4L, 6L);
    }

    @Test
    void aPictureThatTheEncoderSwallowedHoldsUpNothingBeyondTheNextIdr() {
        add(0, 3, 1);
        miniGop.add(picture(4, true));
        assertThat(given).containsExactly(0L, 3L, 1L, 4L);
    }

    @Test
    void noMoreAreHeldThanAnEncoderReorders() {
        for (long pts = 1; pts <= MiniGop.MAX_HELD; pts++) {
            add(pts);
        }
        assertThat(given).hasSize(MiniGop.MAX_HELD);
    }

    @Test
    void aFlushGivesTheRest() {
        add(0, 3, 1);
        miniGop.flush();
        assertThat(given).containsExactly(0L, 3L, 1L);
    }

    private void add(long... pts) {
        for (long of : pts) {
            miniGop.add(picture(of, false));
        }
    }

    private static EncodedPicture picture(long pts, boolean randomAccess) {
        return new EncodedPicture(ByteBuffer.allocate(1), randomAccess, pts, pts);
    }
}
