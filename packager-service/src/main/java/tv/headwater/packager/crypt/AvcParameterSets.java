package tv.headwater.packager.crypt;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** As much of H.264's parameter sets (ITU-T H.264 7.3.2.1 and 7.3.2.2) as slice headers depend on. */
final class AvcParameterSets {

    private static final int MAX_SEQUENCES = 32;
    private static final int MAX_PICTURES = 256;

    /** Profiles whose sequence parameter sets tell the chroma format. */
    private static final Set<Integer> HIGH =
            Set.of(100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135);

    record Sequence(
            int chromaArrayType,
            boolean separateColourPlanes,
            int frameNumBits,
            int orderType,
            int orderBits,
            boolean deltaOrderAlwaysZero,
            boolean frameMbsOnly) {}

    record Picture(
            int sequence,
            boolean cabac,
            boolean bottomFieldOrder,
            int refsL0,
            int refsL1,
            boolean weightedPrediction,
            int weightedBiprediction,
            boolean deblockingControl,
            boolean redundantCount) {}

    private final Map<Integer, Sequence> sequences = new HashMap<>();
    private final Map<Integer, Picture> pictures = new HashMap<>();

    Picture picture(int id) {
        var found = pictures.get(id);
        if (found == null) {
            throw new IllegalArgumentException("no picture parameter set " + id);
        }
        return found;
    }

    Sequence sequence(int id) {
        var found = sequences.get(id);
        if (found == null) {
            throw new IllegalArgumentException("no sequence parameter set " + id);
        }
        return found;
    }

    /**
     * @throws IllegalArgumentException if it cannot be read
     */
    void readSequence(ByteBuffer nalUnit) {
        var in = new RbspReader(nalUnit, 1);
        int profile = in.bits(8);
        in.skip(16);
        int id = in.ue();
        int chroma = 1;
        boolean separate = false;
        if (HIGH.contains(profile)) {
            chroma = in.ue();
            separate = chroma == 3 && in.flag();
            in.skipGolomb(2);
            in.skip(1);
            if (in.flag()) {
                for (int i = 0; i < (chroma == 3 ? 12 : 8); i++) {
                    if (in.flag()) {
                        scalingList(in, i < 6 ? 16 : 64);
                    }
                }
            }
        }
        int frameNumBits = in.ue() + 4;
        int orderType = in.ue();
        int orderBits = orderType == 0 ? in.ue() + 4 : 0;
        boolean alwaysZero = false;
        if (orderType == 1) {
            alwaysZero = in.flag();
            in.skipGolomb(2);
            in.skipGolomb(in.ue());
        }
        in.skipGolomb(1);
        in.skip(1);
        in.skipGolomb(2);
        if (id < MAX_SEQUENCES) {
            sequences.put(
                    id,
                    new Sequence(
                            separate ? 0 : chroma,
                            separate,
                            frameNumBits,
                            orderType,
                            orderBits,
                            alwaysZero,
                            in.flag()));
        }
    }

    private static void scalingList(RbspReader in, int size) {
        int last = 8;
        int next = 8;
        for (int i = 0; i < size && next != 0; i++) {
            next = (last + in.se() + 256) % 256;
            last = next == 0 ? last : next;
        }
    }

    /**
     * @throws IllegalArgumentException if it cannot be read, or has slice groups
     */
    void readPicture(ByteBuffer nalUnit) {
        var in = new RbspReader(nalUnit, 1);
        int id = in.ue();
        int sequence = in.ue();
        boolean cabac = in.flag();
        boolean bottomFieldOrder = in.flag();
        if (in.ue() != 0) {
            throw new IllegalArgumentException("slice groups are not read");
        }
        int refsL0 = in.ue() + 1;
        int refsL1 = in.ue() + 1;
        boolean weighted = in.flag();
        int biweighted = in.bits(2);
        in.skipGolomb(3);
        boolean deblocking = in.flag();
        in.skip(1);
        if (id < MAX_PICTURES) {
            pictures.put(
                    id,
                    new Picture(
                            sequence,
                            cabac,
                            bottomFieldOrder,
                            refsL0,
                            refsL1,
                            weighted,
                            biweighted,
                            deblocking,
                            in.flag()));
        }
    }
}
