package tv.headwater.ingest.codec;

import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads parameter sets of ITU-T H.265: the sequence's (7.3.2.2.1), and the video's (7.3.2.1) where that alone tells the time. */
final class HevcSequence {

    private static final int MAX_REFERENCE_SETS = 64;
    private static final int MAX_REFERENCES = 16;
    private static final int MAX_LONG_TERM = 32;

    private HevcSequence() {}

    /** @param sps a whole NAL unit */
    static VideoSequence parse(ByteBuffer sps) {
        var in = BitReader.ofNalUnit(sps, 2);
        in.skip(4);
        int subLayers = in.u(3);
        in.skip(1);
        skipProfileTierLevel(in, subLayers);
        in.ue();
        int chroma = in.ue();
        boolean separatePlanes = chroma == 3 && in.flag();
        int width = in.ue();
        int height = in.ue();
        var size = PictureSize.cropped(in, width, height, separatePlanes ? 0 : chroma, 1);
        return new VideoSequence(size, frameRate(in, subLayers));
    }

    private static void skipProfileTierLevel(BitReader in, int subLayers) {
        in.skip(96);
        var profilePresent = new boolean[subLayers];
        var levelPresent = new boolean[subLayers];
        for (int i = 0; i < subLayers; i++) {
            profilePresent[i] = in.flag();
            levelPresent[i] = in.flag();
        }
        if (subLayers > 0) {
            in.skip(2 * (8 - subLayers));
        }
        for (int i = 0; i < subLayers; i++) {
            in.skip((profilePresent[i] ? 88 : 0) + (levelPresent[i] ? 8 : 0));
        }
    }

    private static @Nullable FrameRate frameRate(BitReader in, int subLayers) {
        try {
            skipToUsability(in, subLayers);
            if (!in.flag()) {
                return null;
            }
            VideoUsability.skipPresentation(in);
            in.skip(3);
            if (in.flag()) {
                skipCodes(in, 4);
            }
            return timing(in);
        } catch (MalformedConfiguration e) {
            // The pictures can be decoded without it.
            return null;
        }
    }

    private static void skipToUsability(BitReader in, int subLayers) {
        skipCodes(in, 2);
        int orderBits = in.ue() + 4;
        skipSubLayerOrdering(in, subLayers);
        skipCodes(in, 6);
        boolean scaled = in.flag();
        if (scaled && in.flag()) {
            skipScalingLists(in);
        }
        in.skip(2);
        if (in.flag()) {
            in.skip(8);
            skipCodes(in, 2);
            in.skip(1);
        }
        skipReferenceSets(in);
        if (in.flag()) {
            in.skip(bounded(in.ue(), MAX_LONG_TERM) * (orderBits + 1));
        }
        in.skip(2);
    }

    private static void skipSubLayerOrdering(BitReader in, int subLayers) {
        skipCodes(in, 3 * (in.flag() ? subLayers + 1 : 1));
    }

    private static void skipScalingLists(BitReader in) {
        for (int size = 0; size < 4; size++) {
            for (int matrix = 0; matrix < 6; matrix += size == 3 ? 3 : 1) {
                boolean coded = in.flag();
                int coefficients = Math.min(64, 1 << (4 + (size << 1)));
                skipCodes(in, coded ? coefficients + (size > 1 ? 1 : 0) : 1);
            }
        }
    }

    /** st_ref_pic_set (7.3.7): a set may be told by how it differs from the one before, so each must be known. */
    private static void skipReferenceSets(BitReader in) {
        int count = bounded(in.ue(), MAX_REFERENCE_SETS);
        var before = new int[0];
        for (int i = 0; i < count; i++) {
            before = i > 0 && in.flag() ? predicted(in, before) : explicit(in);
        }
    }

    private static int[] explicit(BitReader in) {
        int negative = bounded(in.ue(), MAX_REFERENCES);
        int positive = bounded(in.ue(), MAX_REFERENCES);
        var deltas = new int[negative + positive];
        for (int i = 0; i < deltas.length; i++) {
            int step = in.ue() + 1;
            int last = i == 0 || i == negative ? 0 : deltas[i - 1];
            deltas[i] = i < negative ? last - step : last + step;
            in.skip(1);
        }
        return deltas;
    }

    private static int[] predicted(BitReader in, int[] before) {
        boolean backwards = in.flag();
        int shift = (in.ue() + 1) * (backwards ? -1 : 1);
        var kept = IntStream.builder();
        for (int i = 0; i <= before.length; i++) {
            boolean used = in.flag();
            int delta = shift + (i < before.length ? before[i] : 0);
            if ((used || in.flag()) && delta != 0) {
                kept.add(delta);
            }
        }
        var deltas = kept.build().toArray();
        // The negative ones first, each side from the nearest on.
        return IntStream.concat(
                        IntStream.of(deltas).filter(d -> d < 0).map(d -> -d).sorted().map(d -> -d),
                        IntStream.of(deltas).filter(d -> d > 0).sorted())
                .toArray();
    }

    /** The frame rate a video_parameter_set declares. */
    static @Nullable FrameRate ofVideoParameters(ByteBuffer vps) {
        try {
            var in = BitReader.ofNalUnit(vps, 2);
            in.skip(12);
            int subLayers = in.u(3);
            in.skip(17);
            skipProfileTierLevel(in, subLayers);
            skipSubLayerOrdering(in, subLayers);
            int layers = in.u(6) + 1;
            in.skip(Math.multiplyExact(bounded(in.ue(), 1023), layers));
            return timing(in);
        } catch (MalformedConfiguration e) {
            return null;
        }
    }

    private static @Nullable FrameRate timing(BitReader in) {
        if (!in.flag()) {
            return null;
        }
        long unitsInTick = in.u32();
        long timeScale = in.u32();
        return FrameRate.plausible(timeScale, unitsInTick);
    }

    private static void skipCodes(BitReader in, int count) {
        for (int i = 0; i < count; i++) {
            in.ue();
        }
    }

    private static int bounded(int count, int max) {
        if (count < 0 || count > max) {
            throw new MalformedConfiguration("a count of " + count + " exceeds " + max);
        }
        return count;
    }
}
