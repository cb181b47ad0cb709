package tv.headwater.transcode.worker.encode;

import org.bytedeco.ffmpeg.avutil.AVFrame;

/** How numbers stand for colours, in FFmpeg's constants, which are those of ISO/IEC 23091-2 but for {@code range}. */
public record Colour(int range, int primaries, int transfer, int matrix) {

    public static Colour of(AVFrame frame) {
        return new Colour(
                frame.color_range(),
                frame.color_primaries(),
                frame.color_trc(),
                frame.colorspace());
    }
}
