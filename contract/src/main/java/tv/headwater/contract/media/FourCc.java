package tv.headwater.contract.media;

import java.nio.charset.StandardCharsets;

/** A codec's four-character code as ISO BMFF sample entries and Enhanced RTMP write it, big-endian in {@code code}. */
public record FourCc(int code) {

    public static final FourCc AVC1 = of("avc1");
    public static final FourCc HVC1 = of("hvc1");
    public static final FourCc AV01 = of("av01");
    public static final FourCc MP4A = of("mp4a");
    public static final FourCc OPUS = of("Opus");

    /** A still picture, as ISO/IEC 23008-12 names its item type. */
    public static final FourCc JPEG = of("jpeg");

    /**
     * @throws IllegalArgumentException if {@code text} is not four ASCII characters
     */
    public static FourCc of(String text) {
        var bytes = text.getBytes(StandardCharsets.US_ASCII);
        if (bytes.length != 4) {
            throw new IllegalArgumentException("FourCC '" + text + "' is not four characters");
        }
        return new FourCc(bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3]);
    }

    @Override
    public String toString() {
        return new String(
                new byte[] {
                    (byte) (code >> 24), (byte) (code >> 16), (byte) (code >> 8), (byte) code
                },
                StandardCharsets.US_ASCII);
    }
}
