package tv.headwater.ingest.stamp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.media.FourCc;
import tv.headwater.ingest.stamp.GopGate.Room;
import tv.headwater.ingest.stamp.GopGate.Verdict;

class GopGateTest {

    private final GopGate gate = new GopGate();

    @Test
    void dropsWholeGroupsWhileRoomIsScarce() {
        assertThat(gate.admit(video(0, true), Room.ENOUGH)).isEqualTo(Verdict.PASS);
        assertThat(gate.admit(video(1, false), Room.SCARCE)).isEqualTo(Verdict.PASS);
        assertThat(gate.admit(audio(1), Room.SCARCE)).isEqualTo(Verdict.PASS);
        assertThat(gate.admit(video(2, true), Room.SCARCE)).isEqualTo(Verdict.DROP);
        assertThat(gate.admit(audio(2), Room.ENOUGH)).isEqualTo(Verdict.DROP);
        assertThat(gate.admit(video(3, false), Room.ENOUGH)).isEqualTo(Verdict.DROP);
        assertThat(gate.isClosed()).isTrue();
        assertThat(gate.admit(video(4, true), Room.ENOUGH)).isEqualTo(Verdict.RESUME);
        assertThat(gate.droppedTicks()).isEqualTo(180_000);
        assertThat(gate.droppedUnits()).isEqualTo(3);
        assertThat(gate.admit(audio(4), Room.ENOUGH)).isEqualTo(Verdict.PASS);
    }

    @Test
    void dropsAtOnceWhereThereIsNoRoom() {
        assertThat(gate.admit(video(0, true), Room.ENOUGH)).isEqualTo(Verdict.PASS);
        assertThat(gate.admit(video(1, false), Room.NONE)).isEqualTo(Verdict.DROP);
        assertThat(gate.admit(video(2, true), Room.SCARCE)).isEqualTo(Verdict.DROP);
        assertThat(gate.admit(video(3, true), Room.ENOUGH)).isEqualTo(Verdict.RESUME);
    }

    @Test
    void audioAloneResumesAnywhere() {
        assertThat(gate.admit(audio(0), Room.SCARCE)).isEqualTo(Verdict.DROP);
        assertThat(gate.admit(audio(1), Room.ENOUGH)).isEqualTo(Verdict.RESUME);
    }

    private static Unit video(int second, boolean key) {
        return unit(1, FourCc.AVC1, second, key);
    }

    private static Unit audio(int second) {
        return unit(2, FourCc.MP4A, second, true);
    }

    private static Unit unit(int track, FourCc codec, int second, boolean key) {
        long dts = second * 90_000L;
        return new Unit(track, codec, key, dts, dts, ByteBuffer.allocate(1));
    }
}
