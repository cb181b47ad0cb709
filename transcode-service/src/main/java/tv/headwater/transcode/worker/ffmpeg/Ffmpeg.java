package tv.headwater.transcode.worker.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.nio.charset.StandardCharsets;
import org.bytedeco.ffmpeg.global.avutil;
import org.jspecify.annotations.Nullable;

/** FFmpeg's return codes. */
public final class Ffmpeg {

    /** Nothing to give now, or nothing more can be taken in before what is there is fetched. */
    public static final int AGAIN = avutil.AVERROR_EAGAIN();

    public static final int END = AVERROR_EOF();

    private static final int MESSAGE_LENGTH = 128;

    private Ffmpeg() {}

    /**
     * @param what was tried, as the beginning of a sentence
     * @return {@code code}
     * @throws FfmpegException if {@code code} says that it failed
     */
    public static int check(int code, String what) {
        if (code < 0) {
            throw new FfmpegException(what + ": " + message(code));
        }
        return code;
    }

    /**
     * @throws FfmpegException if {@code pointer} is null: FFmpeg says so when memory is short
     */
    public static <T> T allocated(@Nullable T pointer, String what) {
        if (pointer == null) {
            throw new FfmpegException(what + ": out of memory");
        }
        return pointer;
    }

    /** FFmpeg's words for a return code. */
    public static String message(int code) {
        var text = new byte[MESSAGE_LENGTH];
        av_strerror(code, text, text.length);
        int length = 0;
        while (length < text.length && text[length] != 0) {
            length++;
        }
        return new String(text, 0, length, StandardCharsets.UTF_8);
    }
}
