package tv.headwater.metadata.viewers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.id.StreamId;

class UnwrittenSamplesTest {

    private static final StreamId ONE = new StreamId("abcdefgh01234567");
    private static final StreamId TWO = new StreamId("abcdefgh01234568");
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

    private final UnwrittenSamples samples = new UnwrittenSamples(Duration.ofSeconds(10), 4);

    private void count(int second, Map<StreamId, Integer> viewers) {
        samples.count(at(second), viewers);
    }

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }

    private static Sample sample(StreamId stream, int second, int viewers) {
        return new Sample(stream, at(second), viewers);
    }

    @Test
    void theHighestCountOfAnIntervalStays() {
        count(1, Map.of(ONE, 2));
        count(5, Map.of(ONE, 9, TWO, 1));
        count(9, Map.of(ONE, 3));

        assertThat(samples.ended(at(9))).isEmpty();
        assertThat(samples.ended(at(10)))
                .containsExactlyInAnyOrder(sample(ONE, 0, 9), sample(TWO, 0, 1));
        assertThat(samples.peak(ONE, at(0), at(1))).isEqualTo(9);
        assertThat(samples.peak(ONE, at(1), at(10))).isZero();
        assertThat(samples.peak(TWO, at(-10), at(0))).isZero();
    }

    @Test
    void whoHasGoneIsAZeroOnce() {
        count(1, Map.of(ONE, 2));
        samples.written(samples.all());
        count(11, Map.of(ONE, 2));
        count(15, Map.of());
        count(21, Map.of());
        count(31, Map.of());

        assertThat(samples.all()).containsExactly(sample(ONE, 10, 2), sample(ONE, 20, 0));
    }

    @Test
    void whoComesBackWithinAnIntervalWasThere() {
        count(1, Map.of(ONE, 2));
        count(11, Map.of());
        count(12, Map.of(ONE, 1));

        assertThat(samples.ended(at(20))).containsExactly(sample(ONE, 0, 2), sample(ONE, 10, 1));
    }

    @Test
    void whatIsWrittenIsGoneAndWhatCameMeanwhileIsNot() {
        count(1, Map.of(ONE, 2));
        count(11, Map.of(ONE, 3));
        var ended = samples.ended(at(12));
        samples.written(ended);

        assertThat(samples.all()).containsExactly(sample(ONE, 10, 3));
        samples.forgetBefore(at(25));
        assertThat(samples.all()).isEmpty();
    }

    @Test
    void whatIsTooMuchBecomesCoarserAndKeepsThePeak() {
        for (int i = 0; i < 10; i++) {
            count(10 * i, Map.of(ONE, i == 2 ? 50 : 1));
        }

        assertThat(samples.all())
                .containsExactly(
                        sample(ONE, 60, 50),
                        sample(ONE, 70, 1),
                        sample(ONE, 80, 1),
                        sample(ONE, 90, 1));
    }
}
