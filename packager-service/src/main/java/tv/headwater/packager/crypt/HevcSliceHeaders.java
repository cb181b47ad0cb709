package tv.headwater.packager.crypt;

import java.nio.ByteBuffer;
import tv.headwater.packager.cmaf.NalUnits;
import tv.headwater.packager.crypt.HevcParameterSets.Picture;
import tv.headwater.packager.crypt.HevcParameterSets.Sequence;

/** Slice segment headers of HEVC (ITU-T H.265 7.3.6). */
final class HevcSliceHeaders implements SliceHeaders {

    private static final int HEADER = 2;
    private static final int MAX_SLICE_TYPE = 31;
    private static final int FIRST_IRAP = 16;
    private static final int LAST_IRAP = 23;
    private static final int IDR_W_RADL = 19;
    private static final int IDR_N_LP = 20;
    private static final int SPS = 33;
    private static final int PPS = 34;

    private static final int B = 0;
    private static final int I = 2;

    private final HevcParameterSets sets = new HevcParameterSets();

    HevcSliceHeaders(ByteBuffer configuration) {
        NalUnits.ofHevcConfiguration(configuration).stream()
                .filter(ByteBuffer::hasRemaining)
                .forEach(this::clear);
    }

    @Override
    public int clear(ByteBuffer nalUnit) {
        int type = nalUnit.get(0) >> 1 & 0x3f;
        boolean slice = type <= MAX_SLICE_TYPE;
        try {
            if (type == SPS) {
                sets.readSequence(nalUnit);
            } else if (type == PPS) {
                sets.readPicture(nalUnit);
            } else if (slice) {
                return header(nalUnit, type);
            }
        } catch (IllegalArgumentException e) {
            // A decoder fails at it too: what matters is that none of it gets out in the clear.
            return slice ? Math.min(UNREADABLE, nalUnit.limit()) : nalUnit.limit();
        }
        return nalUnit.limit();
    }

    private int header(ByteBuffer nalUnit, int type) {
        var in = new RbspReader(nalUnit, HEADER);
        boolean first = in.flag();
        if (type >= FIRST_IRAP && type <= LAST_IRAP) {
            in.skip(1);
        }
        var picture = sets.picture(in.ue());
        var sequence = sets.sequence(picture.sequence());
        boolean dependent = false;
        if (!first) {
            dependent = picture.dependentSlices() && in.flag();
            in.skip(sequence.addressBits());
        }
        if (!dependent) {
            independent(in, picture, sequence, type == IDR_W_RADL || type == IDR_N_LP);
        }
        if (picture.entryPoints()) {
            int count = in.ue();
            if (count > 0) {
                int bits = in.ue() + 1;
                for (int i = 0; i < count; i++) {
                    in.skip(bits);
                }
            }
        }
        if (picture.headerExtension()) {
            int bytes = in.ue();
            for (int i = 0; i < bytes; i++) {
                in.skip(8);
            }
        }
        // byte_alignment() is one bit at least, and belongs to the header.
        in.skip(1);
        return in.touched();
    }

    private static void independent(
            RbspReader in, Picture picture, Sequence sequence, boolean idr) {
        in.skip(picture.extraBits());
        int type = in.ue();
        if (type > I) {
            throw new IllegalArgumentException("slice type " + type);
        }
        in.skip((picture.outputFlag() ? 1 : 0) + (sequence.separateColourPlanes() ? 2 : 0));
        var order = idr ? new Order(0, false) : order(in, sequence);
        boolean luma = sequence.sampleAdaptiveOffset() && in.flag();
        boolean chroma =
                sequence.sampleAdaptiveOffset() && sequence.chromaArrayType() != 0 && in.flag();
        if (type != I) {
            references(in, picture, sequence, type == B, order);
        }
        in.skipGolomb(picture.chromaOffsets() ? 3 : 1);
        if (picture.chromaOffsetList()) {
            in.skip(1);
        }
        boolean unfiltered = picture.deblockingDisabled();
        if (picture.deblockingOverride() && in.flag()) {
            unfiltered = in.flag();
            in.skipGolomb(unfiltered ? 0 : 2);
        }
        if (picture.filterAcrossSlices() && (luma || chroma || !unfiltered)) {
            in.skip(1);
        }
    }

    /**
     * @param references NumPicTotalCurr
     * @param motion slice_temporal_mvp_enabled_flag
     */
    private record Order(int references, boolean motion) {}

    private static Order order(RbspReader in, Sequence sequence) {
        in.skip(sequence.orderBits());
        var sets = sequence.shortTerm();
        HevcReferences shortTerm;
        if (in.flag()) {
            int index = sets.size() > 1 ? in.bits(HevcParameterSets.bitsFor(sets.size())) : 0;
            if (index >= sets.size()) {
                throw new IllegalArgumentException("no short-term reference picture set " + index);
            }
            shortTerm = sets.get(index);
        } else {
            shortTerm = HevcReferences.read(in, sets, true);
        }
        int references = shortTerm.used();
        if (sequence.longTerm()) {
            references += longTerm(in, sequence);
        }
        return new Order(references, sequence.temporalMotion() && in.flag());
    }

    private static int longTerm(RbspReader in, Sequence sequence) {
        int known = sequence.longTermUsed().size();
        int chosen = known > 0 ? in.ue() : 0;
        int count = chosen + in.ue();
        int used = 0;
        for (int i = 0; i < count; i++) {
            boolean isUsed;
            if (i < chosen) {
                int index = known > 1 ? in.bits(HevcParameterSets.bitsFor(known)) : 0;
                isUsed = index < known && sequence.longTermUsed().get(index);
            } else {
                in.skip(sequence.orderBits());
                isUsed = in.flag();
            }
            used += isUsed ? 1 : 0;
            if (in.flag()) {
                in.skipGolomb(1);
            }
        }
        return used;
    }

    private static void references(
            RbspReader in, Picture picture, Sequence sequence, boolean both, Order order) {
        int l0 = picture.refsL0();
        int l1 = picture.refsL1();
        if (in.flag()) {
            l0 = in.ue() + 1;
            l1 = both ? in.ue() + 1 : l1;
        }
        if (picture.listsModification() && order.references() > 1) {
            int bits = HevcParameterSets.bitsFor(order.references());
            modification(in, l0, bits);
            modification(in, both ? l1 : 0, bits);
        }
        in.skip((both ? 1 : 0) + (picture.cabacInit() ? 1 : 0));
        if (order.motion()) {
            boolean fromL0 = !both || in.flag();
            in.skipGolomb((fromL0 ? l0 : l1) > 1 ? 1 : 0);
        }
        if (both ? picture.weightedBiprediction() : picture.weightedPrediction()) {
            boolean chroma = sequence.chromaArrayType() != 0;
            in.skipGolomb(chroma ? 2 : 1);
            weights(in, l0, chroma);
            weights(in, both ? l1 : 0, chroma);
        }
        in.skipGolomb(1);
    }

    private static void modification(RbspReader in, int count, int bits) {
        if (count > 0 && in.flag()) {
            for (int i = 0; i < count; i++) {
                in.skip(bits);
            }
        }
    }

    private static void weights(RbspReader in, int count, boolean chroma) {
        long values = 0;
        for (int i = 0; i < count; i++) {
            values += in.flag() ? 2 : 0;
        }
        for (int i = 0; chroma && i < count; i++) {
            values += in.flag() ? 4 : 0;
        }
        for (long i = 0; i < values; i++) {
            in.skipGolomb(1);
        }
    }
}
