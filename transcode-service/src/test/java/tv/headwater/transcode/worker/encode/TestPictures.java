package tv.headwater.transcode.worker.encode;

import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import tv.headwater.transcode.worker.ffmpeg.Ffmpeg;

/** A moving picture: a gradient that slides, a square that crosses it, and a cut to its negative every 20 pictures. */
final class TestPictures {

    private TestPictures() {}

    /** A yuv420p picture to paint on. */
    static AVFrame picture(int width, int height) {
        var frame = av_frame_alloc().width(width).height(height).format(AV_PIX_FMT_YUV420P);
        Ffmpeg.check(av_frame_get_buffer(frame, 0), "a picture");
        return frame;
    }

    static void paint(AVFrame frame, int number) {
        Ffmpeg.check(av_frame_make_writable(frame), "a picture");
        boolean negative = number / 20 % 2 == 1;
        for (int plane = 0; plane < 3; plane++) {
            int shift = plane == 0 ? 0 : 1;
            int width = frame.width() >> shift;
            var row = new byte[width];
            for (int y = 0; y < frame.height() >> shift; y++) {
                for (int x = 0; x < width; x++) {
                    int value = sample(plane, (x << shift) + 2 * number, y << shift, number);
                    row[x] = (byte) (negative ? 251 - value : value);
                }
                frame.data(plane).position((long) y * frame.linesize(plane)).put(row, 0, width);
            }
        }
    }

    private static int sample(int plane, int x, int y, int number) {
        if (plane != 0) {
            return 96 + (x / (plane * 4) + y / 3) % 64;
        }
        boolean inSquare = (x - 5 * number & 0x7f) < 24 && (y & 0x3f) > 32;
        return inSquare ? 200 : 40 + (x + y) / 2 % 128;
    }

    /** The samples of a plane, row after row. */
    static byte[] plane(AVFrame frame, int plane) {
        int shift = plane == 0 ? 0 : 1;
        int width = (frame.width() + shift) >> shift;
        int height = (frame.height() + shift) >> shift;
        var samples = new byte[width * height];
        for (int y = 0; y < height; y++) {
            frame.data(plane)
                    .position((long) y * frame.linesize(plane))
                    .get(samples, y * width, width);
        }
        return samples;
    }

    /** Peak signal-to-noise ratio in dB. */
    static double psnr(byte[] a, byte[] b) {
        double error = 0;
        for (int i = 0; i < a.length; i++) {
            int difference = (a[i] & 0xff) - (b[i] & 0xff);
            error += difference * difference;
        }
        return error == 0 ? 100 : 10 * Math.log10(255.0 * 255 * a.length / error);
    }
}
