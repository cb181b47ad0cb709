package tv.headwater.transcode.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.EndOfSession;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.Stamp;
import tv.headwater.transcode.wire.Resume;

class EmittedTest {

    private static final Rendition HIGH = new Rendition("480p");
    private static final Rendition LOW = new Rendition("360p");

    private final Emitted emitted = new Emitted();
    private long sequence = 100;

    private Stamp stamp(Rendition rendition, long epoch, long segment) {
        return new Stamp(
                TestMedia.STREAM, rendition, epoch, sequence++, segment, TestMedia.WALL_CLOCK);
    }

    private void config(Rendition rendition, long epoch, long segment) {
        emitted.on(new Configuration(stamp(rendition, epoch, segment), false, TestMedia.config()));
    }

    private void unit(Rendition rendition, long epoch, long segment, long dts, long pts) {
        emitted.on(
                new AccessUnit(
                        stamp(rendition, epoch, segment),
                        1,
                        FourCc.AVC1,
                        false,
                        dts,
                        pts,
                        ByteBuffer.allocate(0)));
    }

    private void end(Rendition rendition, long epoch, long segment) {
        emitted.on(new EndOfSession(stamp(rendition, epoch, segment)));
    }

    private Stamp first(long epoch) {
        return new Stamp(TestMedia.STREAM, Rendition.SOURCE, epoch, 0, 7, TestMedia.WALL_CLOCK);
    }

    @Test
    void knowsTheNewestSegmentOfEachRendition() {
        config(HIGH, 1, 7);
        unit(HIGH, 1, 7, 10, 20);
        config(LOW, 1, 7);
        unit(LOW, 1, 7, 10, 20);
        config(HIGH, 1, 8);
        unit(HIGH, 1, 8, 30, 50);
        unit(HIGH, 1, 8, 40, 40);
        assertThat(emitted.resumes(first(1)))
                .containsExactlyInAnyOrder(
                        new Resume(HIGH, 8, Set.of(50L, 40L), 40),
                        new Resume(LOW, 7, Set.of(20L), 10));
        assertThat(emitted.highestSequence()).isEqualTo(106);
        assertThat(emitted.oldestOpen(Set.of())).hasValue(7);
    }

    @Test
    void aRenditionThatHasNotBegunKeepsEverythingOpen() {
        config(HIGH, 1, 8);
        unit(HIGH, 1, 8, 30, 50);
        assertThat(emitted.oldestOpen(Set.of(HIGH))).hasValue(8);
        assertThat(emitted.oldestOpen(Set.of(HIGH, LOW))).isEmpty();
        assertThat(new Emitted().oldestOpen(Set.of())).isEmpty();
    }

    @Test
    void aRenditionThatEndedIsComplete() {
        config(HIGH, 1, 7);
        unit(HIGH, 1, 7, 10, 20);
        config(LOW, 1, 7);
        unit(LOW, 1, 7, 10, 20);
        end(HIGH, 1, 7);
        config(LOW, 1, 9);
        assertThat(emitted.open()).containsExactly(LOW);
        assertThat(emitted.oldestOpen(Set.of(LOW))).hasValue(9);
        assertThat(emitted.resumes(first(1))).contains(new Resume(HIGH, 8, Set.of(), 10));
        config(HIGH, 1, 9);
        assertThat(emitted.open()).containsExactlyInAnyOrder(HIGH, LOW);
    }

    @Test
    void decodingTimesGoOnOnlyInTheSameSession() {
        config(HIGH, 1, 7);
        unit(HIGH, 1, 7, 900, 900);
        assertThat(emitted.resumes(first(1)).getFirst().lastDts()).isEqualTo(900);
        assertThat(emitted.resumes(first(2)).getFirst().lastDts()).isEqualTo(-1);
        config(HIGH, 2, 8);
        unit(HIGH, 2, 8, 5, 5);
        assertThat(emitted.resumes(first(2)).getFirst().lastDts()).isEqualTo(5);
    }

    @Test
    void postersOnlyCount() {
        config(Rendition.POSTER, 1, 7);
        assertThat(emitted.open()).isEmpty();
        assertThat(emitted.highestSequence()).isEqualTo(100);
    }

    @Test
    void aCopyStaysAsItWas() {
        config(HIGH, 1, 7);
        unit(HIGH, 1, 7, 10, 20);
        var copy = emitted.copy();
        unit(HIGH, 1, 7, 30, 40);
        assertThat(copy.resumes(first(1))).containsExactly(new Resume(HIGH, 7, Set.of(20L), 10));
        assertThat(copy.hasAll(Set.of(HIGH), 7, Set.of(20L, 40L))).isFalse();
        assertThat(emitted.hasAll(Set.of(HIGH), 7, Set.of(20L, 40L))).isTrue();
        assertThat(emitted.hasAll(Set.of(HIGH, LOW), 7, Set.of(20L))).isFalse();
    }
}
