package tv.headwater.transcode.ladder;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.stream.VideoCodec;

/**
 * What a ladder takes of a machine: an estimate, in seconds of one processor per second of media, so 1 keeps one processor
 * busy. It knows libx264, libx265 and SVT-AV1 as Headwater uses them; hardware encoders take less.
 *
 * @param decode of reading the source and scaling it
 * @param encode of each rung, from the highest to the lowest
 */
public record Cost(double decode, Map<Rendition, Double> encode) {

    /** Frames per second of a source whose rate nobody knows yet. */
    private static final double USUAL_FRAME_RATE = 30;

    public Cost {
        encode = Collections.unmodifiableMap(new LinkedHashMap<>(encode));
    }

    /**
     * @param sourceCodec of the source's video
     * @param width and {@code height} of the source
     * @param frameRate in frames per second, 0 where unknown
     * @param plan what is encoded; without any rung nothing is decoded either
     */
    public static Cost of(
            FourCc sourceCodec,
            int width,
            int height,
            double frameRate,
            Profile profile,
            List<RungPlan> plan) {
        double rate = frameRate > 0 ? frameRate : USUAL_FRAME_RATE;
        double decode =
                plan.isEmpty() ? 0 : megapixels(width, height, rate) * decoding(sourceCodec);
        var encode = new LinkedHashMap<Rendition, Double>();
        for (var rung : plan) {
            encode.put(
                    rung.name(),
                    megapixels(rung.width(), rung.height(), rate)
                            * encoding(rung.codec(), profile));
        }
        return new Cost(decode, encode);
    }

    /** Of all together. */
    public double total() {
        return without(Set.of());
    }

    /** Of what is left when these rungs are shed. The source is decoded as long as any rung is. */
    public double without(Set<Rendition> shed) {
        double rungs = 0;
        for (var rung : encode.entrySet()) {
            if (!shed.contains(rung.getKey())) {
                rungs += rung.getValue();
            }
        }
        return rungs == 0 ? 0 : decode + rungs;
    }

    private static double megapixels(int width, int height, double rate) {
        return (double) width * height * rate / 1_000_000;
    }

    private static double decoding(FourCc codec) {
        return codec.equals(FourCc.AVC1) ? 0.0035 : 0.0050;
    }

    private static double encoding(VideoCodec codec, Profile profile) {
        boolean quality = profile == Profile.QUALITY;
        return switch (codec) {
            case H264 -> quality ? 0.0140 : 0.0095;
            case HEVC -> quality ? 0.0500 : 0.0350;
            case AV1 -> quality ? 0.0400 : 0.0300;
        };
    }
}
