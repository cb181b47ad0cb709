package tv.headwater.ingest.stamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tv.headwater.contract.stream.Encryption;
import tv.headwater.contract.stream.LatencyMode;

class SegmentPolicyTest {

    /** The length of a frame in ticks, how long parts are to be in ms, PART-TARGET in ticks. */
    @ParameterizedTest
    @CsvSource({
        "3750,   200, 18750",
        "3753.75, 200, 18769",
        "3600,   200, 18000",
        "3003,   200, 18018",
        "3003.003, 200, 18018",
        "3000,   200, 18000",
        "1800,   200, 18000",
        "1500,   200, 18000",
        "375,    200, 18000",
        "45000,  200, 45000",
        "90000,  200, 90000",
        "56250,  1000, 56250",
        "3003,   1000, 87087",
        "3000,   1000, 90000",
        "3000,   100, 9000",
        "3600,   100, 10800",
        "1920,   200, 17280",
        "2089.7959, 200, 18808",
        "1800.0, 334, 30600",
        "0,      200, 18000",
        "0,      1000, 90000"
    })
    void partsAreAWholeNumberOfFrames(double frame, int milliseconds, int target) {
        var policy = new SegmentPolicy(180_000, milliseconds * 90, 1_800_000);

        assertThat(policy.partTarget(frame)).isEqualTo(target);
    }

    @Test
    void partsFitIntoASegment() {
        assertThat(new SegmentPolicy(45_000, 45_000, 90_000).partTarget(2_000)).isEqualTo(44_000);
    }

    @Test
    void onlyLowLatencyHasParts() {
        var policy = new SegmentPolicy(180_000, 18_000, 1_800_000, 30);

        assertThat(policy.in(LatencyMode.LOW)).isEqualTo(policy);
        assertThat(policy.in(LatencyMode.STANDARD))
                .isEqualTo(new SegmentPolicy(180_000, 0, 1_800_000, 30));
        assertThat(policy.in(LatencyMode.STANDARD).partTarget(3_000)).isZero();
    }

    @Test
    void keysRotate() {
        var policy = new SegmentPolicy(180_000, 18_000, 1_800_000);

        assertThat(policy.keyPeriod()).isZero();
        assertThat(policy.rekeyedEvery(30).keyPeriod()).isEqualTo(30);
        assertThat(policy.rekeyedEvery(30).with(Encryption.AES_128).keyPeriod()).isEqualTo(30);
        assertThat(policy.rekeyedEvery(30).with(Encryption.NONE)).isEqualTo(policy);
        assertThatThrownBy(() -> policy.rekeyedEvery(-1)).hasMessage("key period -1 is negative");
    }

    @ParameterizedTest
    @CsvSource({"180000, -1, 180000", "10, 20, 30", "180000, 18000, 179999", "0, 0, 10"})
    void boundsAreInOrder(int target, int part, int max) {
        assertThatThrownBy(() -> new SegmentPolicy(target, part, max))
                .hasMessageContaining("segment target " + target);
    }
}
