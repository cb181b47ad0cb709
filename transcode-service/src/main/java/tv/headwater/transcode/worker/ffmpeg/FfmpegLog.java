package tv.headwater.transcode.worker.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_ERROR;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.setLogCallback;

import java.util.regex.Pattern;
import org.bytedeco.ffmpeg.avutil.LogCallback;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/**
 * What FFmpeg's libraries log, one for the process, since they have one callback. Nothing of it is printed; errors that a thread asks for
 * are kept: return codes alone say "Operation not permitted" where the log says "Cannot load libcuda.so.1".
 */
public final class FfmpegLog extends LogCallback {

    /** {@code [libx264 @ 0x7f2ba8ad7480] } */
    private static final Pattern CONTEXT = Pattern.compile("^\\[[^\\]]* @ [^\\]]*\\] *");

    private static final ThreadLocal<StringBuilder> KEPT = new ThreadLocal<>();

    /** Native code calls it, so it must not be collected. */
    private static final FfmpegLog LOG = new FfmpegLog();

    private FfmpegLog() {}

    /** From here on nothing is printed. */
    public static void install() {
        av_log_set_level(AV_LOG_ERROR);
        setLogCallback(LOG);
    }

    /** From here on keeps the first error of this thread, until {@link #firstError}. */
    public static void listen() {
        install();
        KEPT.set(new StringBuilder());
    }

    /** The first error this thread has had logged since {@link #listen}, or null. */
    public static @Nullable String firstError() {
        var line = KEPT.get();
        KEPT.remove();
        return line == null || line.isEmpty() ? null : line.toString();
    }

    @Override
    public void call(int level, BytePointer message) {
        var line = KEPT.get();
        if (line != null && line.isEmpty()) {
            line.append(CONTEXT.matcher(message.getString()).replaceFirst("").strip());
        }
    }
}
