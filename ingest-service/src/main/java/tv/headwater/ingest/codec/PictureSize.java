package tv.headwater.ingest.codec;

import java.nio.ByteBuffer;
import java.util.Set;

/** Width and height in luma samples after cropping; the sample aspect ratio plays no part. */
public record PictureSize(int width, int height) {

    private static final int MAX_EDGE = 16_384;
    private static final Set<Integer> PROFILES_WITH_CHROMA =
            Set.of(100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135);

    public PictureSize {
        if (width < 1 || height < 1 || width > MAX_EDGE || height > MAX_EDGE) {
            throw new MalformedConfiguration(
                    "picture of " + width + "x" + height + " is not within 1 to " + MAX_EDGE);
        }
    }

    /** From a seq_parameter_set (ITU-T H.264 7.3.2.1.1), given as the whole NAL unit. */
    static PictureSize ofAvcSps(ByteBuffer nalUnit) {
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
        return cropped(in, width, height, separatePlanes ? 0 : chroma, fieldFactor);
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

    /** From a seq_parameter_set_rbsp (ITU-T H.265 7.3.2.2.1), given as the whole NAL unit. */
    static PictureSize ofHevcSps(ByteBuffer nalUnit) {
        var in = BitReader.ofNalUnit(nalUnit, 2);
        in.skip(4);
        int subLayers = in.u(3);
        in.skip(1);
        skipProfileTierLevel(in, subLayers);
        in.ue();
        int chroma = in.ue();
        boolean separatePlanes = chroma == 3 && in.flag();
        int width = in.ue();
        int height = in.ue();
        return cropped(in, width, height, separatePlanes ? 0 : chroma, 1);
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

    /** Both standards give the crop as left, right, top, bottom in chroma units. */
    private static PictureSize cropped(
            BitReader in, int width, int height, int chroma, int fieldFactor) {
        if (!in.flag()) {
            return new PictureSize(width, height);
        }
        int unitX = chroma == 1 || chroma == 2 ? 2 : 1;
        int unitY = (chroma == 1 ? 2 : 1) * fieldFactor;
        int cropX = unitX * (in.ue() + in.ue());
        int cropY = unitY * (in.ue() + in.ue());
        return new PictureSize(width - cropX, height - cropY);
    }
}
