package tv.headwater.ingest.codec;

/** What the VUI of H.264 (annex E.1.1) and of H.265 (annex E.2.1) begin with alike. */
final class VideoUsability {

    private static final int EXTENDED_SAR = 255;

    private VideoUsability() {}

    /** Aspect ratio, overscan, video signal type and chroma location. */
    static void skipPresentation(BitReader in) {
        if (in.flag() && in.u(8) == EXTENDED_SAR) {
            in.skip(32);
        }
        if (in.flag()) {
            in.skip(1);
        }
        if (in.flag()) {
            in.skip(4);
            if (in.flag()) {
                in.skip(24);
            }
        }
        if (in.flag()) {
            in.ue();
            in.ue();
        }
    }
}
