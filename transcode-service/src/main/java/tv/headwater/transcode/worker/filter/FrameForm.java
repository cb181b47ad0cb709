package tv.headwater.transcode.worker.filter;

import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * What a filter graph is made for: of another form it takes no picture.
 *
 * @param format FFmpeg's pixel format
 * @param sarNumerator and {@code sarDenominator}: the shape of a sample, 0/1 where unknown
 * @param matrix and {@code range}: FFmpeg's constants for what the numbers of a sample mean
 */
public record FrameForm(
        int width,
        int height,
        int format,
        int sarNumerator,
        int sarDenominator,
        int matrix,
        int range) {

    /** Sample shapes beyond this are an encoder's mistake. */
    private static final int MAX_SHAPE = 8;

    public static FrameForm of(AVFrame frame) {
        var sar = frame.sample_aspect_ratio();
        int numerator = sar.num();
        int denominator = sar.den();
        boolean isPlausible =
                numerator > 0
                        && denominator > 0
                        && numerator <= (long) denominator * MAX_SHAPE
                        && denominator <= (long) numerator * MAX_SHAPE;
        return new FrameForm(
                frame.width(),
                frame.height(),
                frame.format(),
                isPlausible ? numerator : 1,
                isPlausible ? denominator : 1,
                frame.colorspace(),
                frame.color_range());
    }

    /** Width of the picture in square samples of its height. */
    public int displayWidth() {
        return Math.max(1, (int) Math.round((double) width * sarNumerator / sarDenominator));
    }
}
