package tv.headwater.packager.cmaf;

import java.nio.ByteBuffer;
import java.util.List;

/** A CMAF chunk: {@code moof} and {@code mdat} of one track. */
public final class Fragment {

    /** One track to a file, so it is always the first. */
    static final int TRACK_ID = 1;

    static final long SYNC = 0x02000000L;
    private static final long NON_SYNC = 0x01010000L;

    private static final int DEFAULT_BASE_IS_MOOF = 0x020000;
    private static final int DEFAULT_SAMPLE_FLAGS = 0x000020;
    private static final int DATA_OFFSET = 0x000001;
    private static final int DURATION_AND_SIZE = 0x000300;
    private static final int FLAGS_AND_COMPOSITION_OFFSET = 0x000c00;
    private static final int MDAT_HEADER = 8;
    private static final int USE_SUBSAMPLES = 0x000002;
    private static final int SUBSAMPLE = 6;
    private static final int OFFSET_BOX = 20;
    private static final int SAMPLE_COUNT_END = 16;
    private static final int FIXED_BOXES = 160;
    private static final int PER_SAMPLE = 16;

    private Fragment() {}

    /** {@code styp}, which stands before the first fragment of a segment and before no other. */
    public static ByteBuffer segmentType() {
        var out = new BoxWriter(24);
        out.box("styp", () -> out.ascii("msdh").u32(0).ascii("msdh").ascii("cmfs"));
        return out.written();
    }

    /**
     * One fragment of video, written once into a buffer of its own.
     *
     * @param before whole boxes that stand before it
     * @param sequenceNumber of {@code mfhd}; its low 32 bits are written
     * @param baseDecodeTime of {@code tfdt}: the first sample's dts in the track's timescale
     * @param samples all with subsamples, or none
     * @throws ArithmeticException if a duration or offset exceeds its 32 bits
     */
    public static ByteBuffer video(
            List<ByteBuffer> before,
            long sequenceNumber,
            long baseDecodeTime,
            List<Sample> samples) {
        return write(before, sequenceNumber, baseDecodeTime, samples, true);
    }

    /** One fragment of audio, where every sample is a sync sample and decodes when it is presented; else as {@link #video}. */
    public static ByteBuffer audio(
            List<ByteBuffer> before,
            long sequenceNumber,
            long baseDecodeTime,
            List<Sample> samples) {
        return write(before, sequenceNumber, baseDecodeTime, samples, false);
    }

    private static ByteBuffer write(
            List<ByteBuffer> before,
            long sequenceNumber,
            long baseDecodeTime,
            List<Sample> samples,
            boolean video) {
        int size = FIXED_BOXES + PER_SAMPLE * samples.size();
        for (var box : before) {
            size = Math.addExact(size, box.remaining());
        }
        for (var sample : samples) {
            size = Math.addExact(size, sample.payload().remaining());
        }
        var out = new BoxWriter(size);
        before.forEach(out::bytes);
        int moof = out.length();
        out.box(
                "moof",
                () -> {
                    out.fullBox("mfhd", 0, 0, () -> out.u32(sequenceNumber));
                    out.box("traf", () -> traf(out, moof, baseDecodeTime, samples, video));
                });
        // The data offset counts from the start of moof to the first byte in mdat.
        out.putU32(dataOffsetPosition(out, samples, video), out.length() - moof + MDAT_HEADER);
        out.box("mdat", () -> samples.forEach(sample -> out.bytes(sample.payload())));
        return out.written();
    }

    private static void traf(
            BoxWriter out, int moof, long baseDecodeTime, List<Sample> samples, boolean video) {
        if (video) {
            out.fullBox("tfhd", 0, DEFAULT_BASE_IS_MOOF, () -> out.u32(TRACK_ID));
        } else {
            out.fullBox(
                    "tfhd",
                    0,
                    DEFAULT_BASE_IS_MOOF | DEFAULT_SAMPLE_FLAGS,
                    () -> out.u32(TRACK_ID).u32(SYNC));
        }
        out.fullBox("tfdt", 1, 0, () -> out.u64(baseDecodeTime));
        if (samples.stream().anyMatch(sample -> !sample.subsamples().isEmpty())) {
            subsamples(out, moof, samples);
        }
        int flags = DATA_OFFSET | DURATION_AND_SIZE | (video ? FLAGS_AND_COMPOSITION_OFFSET : 0);
        out.fullBox(
                "trun",
                1,
                flags,
                () -> {
                    out.u32(samples.size()).u32(0);
                    for (var sample : samples) {
                        out.i32(Math.toIntExact(sample.duration()));
                        out.u32(sample.payload().remaining());
                        if (video) {
                            out.u32(sample.randomAccess() ? SYNC : NON_SYNC);
                            out.i32(Math.toIntExact(sample.compositionOffset()));
                        }
                    }
                });
    }

    /** What is encrypted (ISO/IEC 23001-7 7.2), as {@code senc} itself and as sizes and an offset into it. */
    private static void subsamples(BoxWriter out, int moof, List<Sample> samples) {
        out.fullBox(
                "saiz",
                0,
                0,
                () -> {
                    out.u8(0).u32(samples.size());
                    samples.forEach(sample -> out.u8(2 + SUBSAMPLE * sample.subsamples().size()));
                });
        int senc = out.length() - moof + OFFSET_BOX;
        out.fullBox("saio", 0, 0, () -> out.u32(1).u32(senc + SAMPLE_COUNT_END));
        out.fullBox(
                "senc",
                0,
                USE_SUBSAMPLES,
                () -> {
                    out.u32(samples.size());
                    for (var sample : samples) {
                        out.u16(sample.subsamples().size());
                        sample.subsamples()
                                .forEach(part -> out.u16(part.clear()).u32(part.encrypted()));
                    }
                });
    }

    private static int dataOffsetPosition(BoxWriter out, List<Sample> samples, boolean video) {
        return out.length() - samples.size() * (video ? 16 : 8) - 4;
    }
}
