package tv.headwater.transcode.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.id.Rendition;
import tv.headwater.transcode.ladder.Cost;
import tv.headwater.transcode.ladder.Profile;

class SheddingTest {

    private static final Rendition HIGH = new Rendition("720p");
    private static final Rendition MIDDLE = new Rendition("480p");
    private static final Rendition LOW = new Rendition("360p");

    private long now;
    private final Shedding shedding = new Shedding(() -> now);
    private final Cost cost = cost();

    private static Cost cost() {
        var encode = new LinkedHashMap<Rendition, Double>();
        encode.put(HIGH, 0.3);
        encode.put(MIDDLE, 0.2);
        encode.put(LOW, 0.1);
        return new Cost(0.2, encode);
    }

    /** The lag goes evenly from one value to the other over so many seconds. */
    private Set<Rendition> lag(double seconds, long from, long to, double speed) {
        int steps = (int) (seconds * 5);
        for (int i = 1; i <= steps; i++) {
            now += 200_000_000;
            long lag = from + (to - from) * i / steps;
            shedding.update(lag, speed, Profile.LOW_LATENCY, cost);
        }
        return shedding.shed();
    }

    @Test
    void aLagThatGrowsCostsTheHighestRungThenTheNextButNeverTheLast() {
        assertThat(lag(10, 0, 3000, 0.7)).isEmpty();
        assertThat(lag(4.5, 3000, 4500, 0.7)).isEmpty();
        assertThat(lag(1, 4500, 4800, 0.7)).containsExactly(HIGH);
        assertThat(lag(4.5, 4800, 6000, 0.7)).containsExactly(HIGH);
        assertThat(lag(1, 6000, 6300, 0.7)).containsExactlyInAnyOrder(HIGH, MIDDLE);
        assertThat(lag(60, 6300, 20_000, 0.7)).containsExactlyInAnyOrder(HIGH, MIDDLE);
    }

    @Test
    void aLagThatDoesNotGrowCostsNothing() {
        assertThat(lag(60, 8000, 8000, 1)).isEmpty();
    }

    @Test
    void catchingUpAfterATakeoverCostsNothing() {
        assertThat(lag(30, 40_000, 200, 2)).isEmpty();
    }

    @Test
    void aJumpOfTheLagIsNoGrowth() {
        lag(10, 100, 100, 2);
        assertThat(lag(3, 30_000, 20_000, 2)).isEmpty();
        assertThat(lag(10, 20_000, 3_000, 2)).isEmpty();
    }

    @Test
    void rungsComeBackFromTheLowestOneEachTwentySeconds() {
        lag(30, 3500, 20_000, 0.5);
        assertThat(shedding.shed()).containsExactlyInAnyOrder(HIGH, MIDDLE);
        assertThat(lag(30, 20_000, 600, 4)).containsExactlyInAnyOrder(HIGH, MIDDLE);
        assertThat(lag(1, 100, 100, 4)).containsExactly(HIGH);
        assertThat(lag(18, 100, 100, 4)).containsExactly(HIGH);
        assertThat(lag(2, 100, 100, 4)).isEmpty();
    }

    @Test
    void withoutRoomNothingComesBack() {
        lag(30, 3500, 20_000, 0.5);
        // 0.3 with one rung, 0.5 with two: 1.8 would become 1.08.
        assertThat(lag(120, 100, 100, 1.8)).containsExactlyInAnyOrder(HIGH, MIDDLE);
    }

    @Test
    void whatComesBackInVainComesBackLater() {
        lag(12, 3500, 9000, 0.5);
        assertThat(shedding.shed()).isNotEmpty();
        lag(42, 100, 100, 9);
        assertThat(shedding.shed()).isEmpty();
        assertThat(lag(5.4, 3500, 5000, 0.5)).containsExactly(HIGH);
        assertThat(lag(30, 100, 100, 9)).containsExactly(HIGH);
        assertThat(lag(12, 100, 100, 9)).isEmpty();
    }

    @Test
    void aRungThatIsNoLongerInTheLadderIsNotShed() {
        lag(12, 3500, 9000, 0.5);
        shedding.keepTo(new Cost(0.2, Map.of(LOW, 0.1)));
        assertThat(shedding.shed()).isEmpty();
    }
}
