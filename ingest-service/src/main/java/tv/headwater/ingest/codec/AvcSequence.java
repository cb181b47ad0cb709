package tv.headwater.ingest.codec;

import java.nio.ByteBuffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a seq_parameter_set (ITU-T H.264 7.3.2.1.1). */
final class AvcSequence {

    private static final Set<Integer> PROFILES_WITH_CHROMA =
            Set.of(100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135);

    private AvcSequence() {}

    /** @param nalUnit whole */
    static VideoSequence parse(ByteBuffer nalUnit) {
        var in = BitReader.ofNalUnit(nalUnit, 1);
        int profile = in.u(8);
        in.skip(16);
        in.ue();
        int chroma = 1;
        boolean separatePlanes = false;
        if (PROFILES_WITH_CHROMA.contains(profile)) {
            chroma = in.ue();
            separatePlanes = chroma == 3 && in.flag();
            in.ue();
            in.ue();
            in.skip(1);
            if (in.flag()) {
                skipScalingLists(in, chroma == 3 ? 12 : 8);
            }
        }
        in.ue();
        skipPictureOrder(in);
        in.ue();
        in.skip(1);
        int widthInMacroblocks = in.ue() + 1;
        int heightInMapUnits = in.ue() + 1;
        int fieldFactor = in.flag() ? 1 : 2;
        if (fieldFactor == 2) {
            in.skip(1);
        }
        in.skip(1);
        int width = widthInMacroblocks * 16;
        int height = heightInMapUnits * 16 * fieldFactor;
        var size = PictureSize.cropped(in, width, height, separatePlanes ? 0 : chroma, fieldFactor);
        return new VideoSequence(size, frameRate(in));
    }

    private static void skipScalingLists(BitReader in, int count) {
        for (int i = 0; i < count; i++) {
            if (!in.flag()) {
                continue;
            }
            int last = 8;
            int next = 8;
            for (int j = 0; j < (i < 6 ? 16 : 64); j++) {
                if (next != 0) {
                    next = (last + in.se()) & 0xff;
                }
                last = next == 0 ? last : next;
            }
        }
    }

    private static void skipPictureOrder(BitReader in) {
        int type = in.ue();
        if (type == 0) {
            in.ue();
        } else if (type == 1) {
            in.skip(1);
            in.se();
            in.se();
            int cycle = in.ue();
            for (int i = 0; i < cycle; i++) {
                in.se();
            }
        }
    }

    private static @Nullable FrameRate frameRate(BitReader in) {
        try {
            if (!in.flag()) {
                return null;
            }
            VideoUsability.skipPresentation(in);
            if (!in.flag()) {
                return null;
            }
            long unitsInTick = in.u32();
            long timeScale = in.u32();
            // A tick is a field's.
            return FrameRate.plausible(timeScale, 2 * unitsInTick);
        } catch (MalformedConfiguration e) {
            // The pictures can be decoded without it.
            return null;
        }
    }
}
