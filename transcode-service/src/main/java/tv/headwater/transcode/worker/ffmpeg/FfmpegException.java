package tv.headwater.transcode.worker.ffmpeg;

/** A call into FFmpeg failed; the message is a sentence: what was to be done, and FFmpeg's reason. */
public final class FfmpegException extends RuntimeException {

    public FfmpegException(String message) {
        super(message);
    }
}
