package tv.headwater.e2e.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The measure of it all: every packet that went in comes out, once, in order, with the same payload, at the same time but for
 * one constant offset that both tracks share.
 */
public record Fidelity(
        int videoPackets,
        int audioPackets,
        long offsetMicros,
        long worstMicros,
        long avShiftMicros) {

    private static final long TOLERANCE_MICROS = 1_000;

    /**
     * Compares two tracks' worth of packets.
     *
     * @throws AssertionError naming the first packet that is missing, added or changed, or the worst time
     */
    public static Fidelity check(List<Packet> in, List<Packet> out) {
        var video = new Pairs(in, out, Packet.Kind.VIDEO);
        var audio = new Pairs(in, out, Packet.Kind.AUDIO);
        var all = LongStream.concat(video.shifts(), audio.shifts()).summaryStatistics();
        assertThat(all.getCount()).as("packets compared").isPositive();
        long offset = (all.getMax() + all.getMin()) / 2;
        long worst = Math.max(all.getMax() - offset, offset - all.getMin());
        assertThat(worst)
                .as("µs off the common offset of %d µs", offset)
                .isLessThanOrEqualTo(TOLERANCE_MICROS);
        long shift = 0;
        if (video.count() > 0 && audio.count() > 0) {
            shift = Math.round(video.mean() - audio.mean());
            assertThat(Math.abs(shift))
                    .as("µs that audio moved against video")
                    .isLessThanOrEqualTo(TOLERANCE_MICROS);
        }
        return new Fidelity(video.count(), audio.count(), offset, worst, shift);
    }

    private record Pairs(List<Packet> in, List<Packet> out) {

        Pairs(List<Packet> in, List<Packet> out, Packet.Kind kind) {
            this(
                    in.stream().filter(packet -> packet.kind() == kind).toList(),
                    out.stream().filter(packet -> packet.kind() == kind).toList());
            int common = Math.min(this.in.size(), this.out.size());
            for (int i = 0; i < common; i++) {
                assertThat(this.out.get(i).samePayload(this.in.get(i)))
                        .as(
                                "%s packet %d of %d (%d came out): %s went in, %s came out",
                                kind,
                                i,
                                this.in.size(),
                                this.out.size(),
                                this.in.get(i),
                                this.out.get(i))
                        .isTrue();
            }
            assertThat(this.out).as("%s packets", kind).hasSameSizeAs(this.in);
        }

        int count() {
            return in.size();
        }

        LongStream shifts() {
            return IntStream.range(0, in.size())
                    .boxed()
                    .flatMapToLong(i ->
                            LongStream.of(
                                    out.get(i).pts() - in.get(i).pts(),
                                    out.get(i).dts() - in.get(i).dts()));
        }

        double mean() {
            LongSummaryStatistics all = shifts().summaryStatistics();
            return all.getAverage();
        }
    }
}
