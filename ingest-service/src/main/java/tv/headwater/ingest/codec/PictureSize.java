package tv.headwater.ingest.codec;

/** Width and height in luma samples after cropping; the sample aspect ratio plays no part. */
public record PictureSize(int width, int height) {

    private static final int MAX_EDGE = 16_384;

    public PictureSize {
        if (width < 1 || height < 1 || width > MAX_EDGE || height > MAX_EDGE) {
            throw new MalformedConfiguration(
                    "picture of " + width + "x" + height + " is not within 1 to " + MAX_EDGE);
        }
    }

    /**
     * H.264 and H.265 both give the crop as left, right, top, bottom in chroma units.
     *
     * @param chroma chroma_format_idc, 0 where the planes are coded apart
     */
    static PictureSize cropped(BitReader in, int width, int height, int chroma, int fieldFactor) {
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
