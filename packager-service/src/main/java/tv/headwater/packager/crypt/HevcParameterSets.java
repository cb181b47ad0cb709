package tv.headwater.packager.crypt;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** As much of HEVC's parameter sets (ITU-T H.265 7.3.2.2 and 7.3.2.3) as slice segment headers depend on. */
final class HevcParameterSets {

    private static final int HEADER = 2;
    private static final int PROFILE = 88;
    private static final int LEVEL = 8;
    private static final int MAX_SETS = 64;
    private static final int MAX_SIDE = 1 << 15;

    /** @param longTermUsed of each long-term reference picture it knows, whether pictures may use it */
    record Sequence(
            int chromaArrayType,
            boolean separateColourPlanes,
            int addressBits,
            int orderBits,
            boolean sampleAdaptiveOffset,
            List<HevcReferences> shortTerm,
            boolean longTerm,
            List<Boolean> longTermUsed,
            boolean temporalMotion) {}

    record Picture(
            int sequence,
            boolean dependentSlices,
            boolean outputFlag,
            int extraBits,
            boolean cabacInit,
            int refsL0,
            int refsL1,
            boolean chromaOffsets,
            boolean weightedPrediction,
            boolean weightedBiprediction,
            boolean entryPoints,
            boolean filterAcrossSlices,
            boolean deblockingOverride,
            boolean deblockingDisabled,
            boolean listsModification,
            boolean headerExtension,
            boolean chromaOffsetList) {}

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

    /** Bits that tell one of {@code count} things. */
    static int bitsFor(int count) {
        return count <= 1 ? 0 : Integer.SIZE - Integer.numberOfLeadingZeros(count - 1);
    }

    /**
     * @throws IllegalArgumentException if it cannot be read
     */
    void readSequence(ByteBuffer nalUnit) {
        var in = new RbspReader(nalUnit, HEADER);
        in.skip(4);
        int subLayers = in.bits(3);
        in.skip(1);
        profileTierLevel(in, subLayers);
        int id = bounded(in.ue(), MAX_SETS);
        int chroma = in.ue();
        boolean separate = chroma == 3 && in.flag();
        int width = bounded(in.ue(), MAX_SIDE);
        int height = bounded(in.ue(), MAX_SIDE);
        if (in.flag()) {
            in.skipGolomb(4);
        }
        in.skipGolomb(2);
        int orderBits = in.ue() + 4;
        in.skipGolomb(3 * (in.flag() ? subLayers + 1 : 1));
        int minBlock = in.ue() + 3;
        int block = bounded(minBlock + in.ue(), 30);
        in.skipGolomb(4);
        boolean scaled = in.flag();
        if (scaled && in.flag()) {
            scalingLists(in);
        }
        in.skip(1);
        boolean adaptiveOffset = in.flag();
        if (in.flag()) {
            in.skip(8);
            in.skipGolomb(2);
            in.skip(1);
        }
        List<HevcReferences> shortTerm = new ArrayList<>();
        int count = bounded(in.ue(), MAX_SETS + 1);
        for (int i = 0; i < count; i++) {
            shortTerm.add(HevcReferences.read(in, shortTerm, false));
        }
        boolean longTerm = in.flag();
        List<Boolean> longTermUsed = new ArrayList<>();
        if (longTerm) {
            int known = bounded(in.ue(), 33);
            for (int i = 0; i < known; i++) {
                in.skip(orderBits);
                longTermUsed.add(in.flag());
            }
        }
        int blocks = Math.ceilDiv(width, 1 << block) * Math.ceilDiv(height, 1 << block);
        sequences.put(
                id,
                new Sequence(
                        separate ? 0 : chroma,
                        separate,
                        bitsFor(blocks),
                        orderBits,
                        adaptiveOffset,
                        List.copyOf(shortTerm),
                        longTerm,
                        List.copyOf(longTermUsed),
                        in.flag()));
    }

    private static void profileTierLevel(RbspReader in, int subLayers) {
        in.skip(PROFILE + LEVEL);
        int present = 0;
        for (int i = 0; i < subLayers; i++) {
            present += (in.flag() ? PROFILE : 0) + (in.flag() ? LEVEL : 0);
        }
        in.skip(subLayers > 0 ? 2 * (8 - subLayers) : 0);
        in.skip(present);
    }

    private static void scalingLists(RbspReader in) {
        for (int size = 0; size < 4; size++) {
            for (int matrix = 0; matrix < 6; matrix += size == 3 ? 3 : 1) {
                if (in.flag()) {
                    int coefficients = Math.min(64, 1 << (4 + 2 * size));
                    in.skipGolomb(coefficients + (size > 1 ? 1 : 0));
                } else {
                    in.skipGolomb(1);
                }
            }
        }
    }

    /**
     * @throws IllegalArgumentException if it cannot be read, or has extensions that slice headers may depend on and that are not
     *     read here
     */
    void readPicture(ByteBuffer nalUnit) {
        var in = new RbspReader(nalUnit, HEADER);
        int id = bounded(in.ue(), MAX_SETS);
        int sequence = in.ue();
        boolean dependentSlices = in.flag();
        boolean outputFlag = in.flag();
        int extraBits = in.bits(3);
        in.skip(1);
        boolean cabacInit = in.flag();
        int refsL0 = in.ue() + 1;
        int refsL1 = in.ue() + 1;
        in.skipGolomb(1);
        in.skip(1);
        boolean transformSkip = in.flag();
        in.skipGolomb(in.flag() ? 3 : 2);
        boolean chromaOffsets = in.flag();
        boolean weighted = in.flag();
        boolean biweighted = in.flag();
        in.skip(1);
        boolean tiles = in.flag();
        boolean rows = in.flag();
        if (tiles) {
            tiles(in);
        }
        boolean acrossSlices = in.flag();
        boolean deblockingOverride = false;
        boolean deblockingDisabled = false;
        if (in.flag()) {
            deblockingOverride = in.flag();
            deblockingDisabled = in.flag();
            in.skipGolomb(deblockingDisabled ? 0 : 2);
        }
        if (in.flag()) {
            scalingLists(in);
        }
        boolean listsModification = in.flag();
        in.skipGolomb(1);
        boolean headerExtension = in.flag();
        boolean chromaOffsetList = in.flag() && chromaOffsetList(in, transformSkip);
        pictures.put(
                id,
                new Picture(
                        sequence,
                        dependentSlices,
                        outputFlag,
                        extraBits,
                        cabacInit,
                        refsL0,
                        refsL1,
                        chromaOffsets,
                        weighted,
                        biweighted,
                        tiles || rows,
                        acrossSlices,
                        deblockingOverride,
                        deblockingDisabled,
                        listsModification,
                        headerExtension,
                        chromaOffsetList));
    }

    private static void tiles(RbspReader in) {
        int columns = in.ue();
        int rows = in.ue();
        if (!in.flag()) {
            in.skipGolomb(columns);
            in.skipGolomb(rows);
        }
        in.skip(1);
    }

    private static boolean chromaOffsetList(RbspReader in, boolean transformSkip) {
        boolean range = in.flag();
        if (in.bits(7) != 0) {
            throw new IllegalArgumentException("extensions of the picture parameter set");
        }
        if (!range) {
            return false;
        }
        in.skipGolomb(transformSkip ? 1 : 0);
        in.skip(1);
        return in.flag();
    }

    private static int bounded(int value, int limit) {
        if (value < 0 || value >= limit) {
            throw new IllegalArgumentException(value + " is not below " + limit);
        }
        return value;
    }
}
