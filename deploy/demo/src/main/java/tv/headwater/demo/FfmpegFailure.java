package tv.headwater.demo;

import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.io.IOException;

/** A call into FFmpeg that did not succeed. The message names the step and FFmpeg's reason, and never a URL. */
final class FfmpegFailure extends IOException {

    private static final long serialVersionUID = 1;
    private static final int REASON_LENGTH = 128;

    private FfmpegFailure(String message) {
        super(message);
    }

    /** Passes {@code result} through unless it is an error code. */
    static int check(int result, String step) throws FfmpegFailure {
        if (result < 0) {
            var reason = new byte[REASON_LENGTH];
            av_strerror(result, reason, reason.length);
            int end = 0;
            while (end < reason.length && reason[end] != 0) {
                end++;
            }
            throw new FfmpegFailure(
                    "cannot "
                            + step
                            + ": "
                            + new String(reason, 0, end, java.nio.charset.StandardCharsets.UTF_8));
        }
        return result;
    }
}
