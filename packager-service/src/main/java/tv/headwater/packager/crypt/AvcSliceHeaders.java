package tv.headwater.packager.crypt;

import java.nio.ByteBuffer;
import tv.headwater.packager.cmaf.NalUnits;
import tv.headwater.packager.crypt.AvcParameterSets.Picture;
import tv.headwater.packager.crypt.AvcParameterSets.Sequence;

/** Slice headers of H.264 (ITU-T H.264 7.3.3). */
final class AvcSliceHeaders implements SliceHeaders {

    private static final int SLICE = 1;
    private static final int IDR_SLICE = 5;
    private static final int SPS = 7;
    private static final int PPS = 8;
    private static final int AUXILIARY_SLICE = 19;
    private static final int EXTENSION_SLICE = 20;

    private static final int B = 1;
    private static final int I = 2;
    private static final int SP = 3;
    private static final int SI = 4;

    private final AvcParameterSets sets = new AvcParameterSets();

    AvcSliceHeaders(ByteBuffer configuration) {
        NalUnits.ofAvcConfiguration(configuration).forEach(this::clear);
    }

    @Override
    public int clear(ByteBuffer nalUnit) {
        int type = nalUnit.get(0) & 0x1f;
        boolean slice =
                (type >= SLICE && type <= IDR_SLICE)
                        || type == AUXILIARY_SLICE
                        || type == EXTENSION_SLICE;
        try {
            if (type == SPS) {
                sets.readSequence(nalUnit);
            } else if (type == PPS) {
                sets.readPicture(nalUnit);
            } else if (type == SLICE || type == IDR_SLICE) {
                return header(nalUnit, type == IDR_SLICE);
            }
        } catch (IllegalArgumentException e) {
            // A decoder fails at it too: what matters is that none of it gets out in the clear.
            return slice ? Math.min(UNREADABLE, nalUnit.limit()) : nalUnit.limit();
        }
        return slice ? Math.min(UNREADABLE, nalUnit.limit()) : nalUnit.limit();
    }

    private int header(ByteBuffer nalUnit, boolean idr) {
        var in = new RbspReader(nalUnit, 1);
        in.skipGolomb(1);
        int type = in.ue() % 5;
        var picture = sets.picture(in.ue());
        var sequence = sets.sequence(picture.sequence());
        order(in, picture, sequence, idr);
        if (picture.redundantCount()) {
            in.skipGolomb(1);
        }
        references(in, picture, sequence, type);
        if ((nalUnit.get(0) & 0x60) != 0) {
            marking(in, idr);
        }
        if (picture.cabac() && type != I && type != SI) {
            in.skipGolomb(1);
        }
        in.skipGolomb(1);
        if (type == SP) {
            in.skip(1);
        }
        if (type == SP || type == SI) {
            in.skipGolomb(1);
        }
        if (picture.deblockingControl() && in.ue() != 1) {
            in.skipGolomb(2);
        }
        return in.touched();
    }

    private static void order(RbspReader in, Picture picture, Sequence sequence, boolean idr) {
        if (sequence.separateColourPlanes()) {
            in.skip(2);
        }
        in.skip(sequence.frameNumBits());
        boolean field = !sequence.frameMbsOnly() && in.flag();
        if (field) {
            in.skip(1);
        }
        if (idr) {
            in.skipGolomb(1);
        }
        boolean both = picture.bottomFieldOrder() && !field;
        if (sequence.orderType() == 0) {
            in.skip(sequence.orderBits());
            in.skipGolomb(both ? 1 : 0);
        } else if (sequence.orderType() == 1 && !sequence.deltaOrderAlwaysZero()) {
            in.skipGolomb(both ? 2 : 1);
        }
    }

    private static void references(RbspReader in, Picture picture, Sequence sequence, int type) {
        if (type == B) {
            in.skip(1);
        }
        if (type == I || type == SI) {
            return;
        }
        int l0 = picture.refsL0();
        int l1 = picture.refsL1();
        if (in.flag()) {
            l0 = in.ue() + 1;
            l1 = type == B ? in.ue() + 1 : l1;
        }
        modification(in);
        if (type == B) {
            modification(in);
        }
        boolean weighted =
                type == B ? picture.weightedBiprediction() == 1 : picture.weightedPrediction();
        if (weighted) {
            boolean chroma = sequence.chromaArrayType() != 0;
            in.skipGolomb(chroma ? 2 : 1);
            weights(in, l0, chroma);
            if (type == B) {
                weights(in, l1, chroma);
            }
        }
    }

    private static void modification(RbspReader in) {
        if (in.flag()) {
            int end = 3;
            while (in.ue() != end) {
                in.skipGolomb(1);
            }
        }
    }

    private static void weights(RbspReader in, int references, boolean chroma) {
        for (int i = 0; i < references; i++) {
            if (in.flag()) {
                in.skipGolomb(2);
            }
            if (chroma && in.flag()) {
                in.skipGolomb(4);
            }
        }
    }

    private static void marking(RbspReader in, boolean idr) {
        if (idr) {
            in.skip(2);
        } else if (in.flag()) {
            int operation = in.ue();
            while (operation != 0) {
                switch (operation) {
                    case 3 -> in.skipGolomb(2);
                    case 5 -> {}
                    default -> in.skipGolomb(1);
                }
                operation = in.ue();
            }
        }
    }
}
