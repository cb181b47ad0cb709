package tv.headwater.transcode.worker.poster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_MPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_SMPTE170M;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import javax.imageio.ImageIO;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tv.headwater.transcode.worker.ffmpeg.Ffmpeg;

class PosterPictureTest {

    private static AVFrame picture(int width, int height) {
        var frame = av_frame_alloc().width(width).height(height).format(AV_PIX_FMT_YUV420P);
        Ffmpeg.check(av_frame_get_buffer(frame, 0), "a picture");
        return frame;
    }

    /** The left half is of one colour, the right of another, by the matrix and range given. */
    private static void paint(AVFrame frame, Color left, Color right, int matrix, int range) {
        frame.colorspace(matrix).color_range(range);
        double kr = matrix == AVCOL_SPC_BT709 ? 0.2126 : 0.299;
        double kb = matrix == AVCOL_SPC_BT709 ? 0.0722 : 0.114;
        for (int plane = 0; plane < 3; plane++) {
            int shift = plane == 0 ? 0 : 1;
            var row = new byte[frame.width() >> shift];
            for (int x = 0; x < row.length; x++) {
                var colour = x < row.length / 2 ? left : right;
                row[x] = (byte) sample(colour, plane, kr, kb, range == AVCOL_RANGE_JPEG);
            }
            for (int y = 0; y < frame.height() >> shift; y++) {
                frame.data(plane).position((long) y * frame.linesize(plane)).put(row);
            }
        }
    }

    private static int sample(Color colour, int plane, double kr, double kb, boolean isFull) {
        double r = colour.getRed() / 255.0;
        double b = colour.getBlue() / 255.0;
        double luma = kr * r + (1 - kr - kb) * colour.getGreen() / 255.0 + kb * b;
        double chroma = plane == 1 ? (b - luma) / (2 - 2 * kb) : (r - luma) / (2 - 2 * kr);
        double value =
                plane == 0
                        ? (isFull ? 255 * luma : 16 + 219 * luma)
                        : 128 + (isFull ? 255 : 224) * chroma;
        return (int) Math.clamp(Math.round(value), 0L, 255L);
    }

    private static BufferedImage decode(ByteBuffer jpeg) throws IOException {
        var bytes = new byte[jpeg.remaining()];
        jpeg.duplicate().get(bytes);
        return ImageIO.read(new ByteArrayInputStream(bytes));
    }

    private static void assertColour(BufferedImage image, double x, Color expected) {
        var actual = new Color(image.getRGB((int) (x * image.getWidth()), image.getHeight() / 2));
        assertThat(actual.getRed())
                .as("red")
                .isBetween(expected.getRed() - 6, expected.getRed() + 6);
        assertThat(actual.getGreen())
                .as("green")
                .isBetween(expected.getGreen() - 6, expected.getGreen() + 6);
        assertThat(actual.getBlue())
                .as("blue")
                .isBetween(expected.getBlue() - 6, expected.getBlue() + 6);
    }

    @ParameterizedTest
    @CsvSource({
        "1920, 1080, 1, 1, 640, 360",
        "1080, 1920, 1, 1, 640, 1138",
        "720, 576, 16, 15, 640, 480",
        "1440, 1080, 4, 3, 640, 360",
        "320, 180, 0, 1, 320, 180",
        "426, 240, 1, 1, 426, 240",
        "64, 2160, 1, 1, 34, 1138",
        "640, 360, 1, 1000, 2, 360",
    })
    void theSizeKeepsTheDisplayAspectRatio(
            int width, int height, int num, int den, int expectedWidth, int expectedHeight)
            throws IOException {
        var frame = picture(width, height);
        frame.sample_aspect_ratio(av_make_q(num, den));
        paint(frame, Color.GRAY, Color.WHITE, AVCOL_SPC_BT709, AVCOL_RANGE_MPEG);
        var image = decode(PosterPicture.jpeg(frame));
        av_frame_free(frame);

        assertThat(image.getWidth()).isEqualTo(expectedWidth);
        assertThat(image.getHeight()).isEqualTo(expectedHeight);
    }

    @ParameterizedTest
    @CsvSource({"1280, 720", "720, 1280", "640, 360"})
    void coloursAreTheSourcesWhateverItsMatrixAndRange(int width, int height) throws IOException {
        var left = new Color(200, 40, 60);
        var right = new Color(20, 160, 235);
        for (int matrix : new int[] {AVCOL_SPC_BT709, AVCOL_SPC_SMPTE170M}) {
            for (int range : new int[] {AVCOL_RANGE_MPEG, AVCOL_RANGE_JPEG}) {
                var frame = picture(width, height);
                paint(frame, left, right, matrix, range);
                var image = decode(PosterPicture.jpeg(frame));
                assertThat(frame.colorspace()).isEqualTo(matrix);
                av_frame_free(frame);

                assertColour(image, 0.25, left);
                assertColour(image, 0.75, right);
            }
        }
    }

    @Test
    void blackAndWhiteAreBlackAndWhiteWhereTheSourceSaysNothing() throws IOException {
        var frame = picture(1280, 720);
        paint(frame, Color.BLACK, Color.WHITE, AVCOL_SPC_BT709, AVCOL_RANGE_MPEG);
        frame.colorspace(AVCOL_SPC_UNSPECIFIED).color_range(0);
        var image = decode(PosterPicture.jpeg(frame));
        av_frame_free(frame);

        assertColour(image, 0.25, Color.BLACK);
        assertColour(image, 0.75, Color.WHITE);
    }

    @Test
    void evenNoiseIsBelowTheLimit() throws IOException {
        var frame = picture(1080, 1920);
        var random = new Random(1);
        for (int plane = 0; plane < 3; plane++) {
            var noise = new byte[frame.linesize(plane) * (frame.height() >> (plane == 0 ? 0 : 1))];
            random.nextBytes(noise);
            frame.data(plane).put(noise);
        }
        var jpeg = PosterPicture.jpeg(frame);
        av_frame_free(frame);

        assertThat(jpeg.remaining()).isLessThanOrEqualTo(PosterPicture.MAX_BYTES);
        assertThat(decode(jpeg).getHeight()).isEqualTo(1138);
    }
}
