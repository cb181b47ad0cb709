package tv.headwater.transcode.worker.encode;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tv.headwater.transcode.wire.WireMessage;
import tv.headwater.transcode.worker.Output;
import tv.headwater.transcode.worker.ffmpeg.FfmpegException;
import tv.headwater.transcode.worker.ffmpeg.FfmpegLog;

/**
 * Where encoders come from. One that does not work on this machine is reported once, and is not tried again. Safe for use by many
 * threads.
 */
public final class Encoders {

    private final Output notes;
    private final Set<String> unusable = new HashSet<>();

    public Encoders(Output notes) {
        this.notes = notes;
    }

    /**
     * Opens the first encoder of {@code settings} that works here.
     *
     * @throws FfmpegException if none works
     */
    public synchronized VideoEncoder open(EncoderSettings settings) {
        Map<String, String> reasons = new LinkedHashMap<>();
        for (var name : settings.encoders()) {
            if (unusable.contains(name)) {
                continue;
            }
            FfmpegLog.listen();
            try {
                var encoder = open(name, settings);
                reasons.forEach((failed, reason) -> report(failed, reason, name));
                return encoder;
            } catch (FfmpegException e) {
                var logged = FfmpegLog.firstError();
                reasons.put(name, logged == null ? String.valueOf(e.getMessage()) : logged);
            } finally {
                FfmpegLog.firstError();
            }
        }
        throw new FfmpegException("none of " + settings.encoders() + " works here: " + reasons);
    }

    /** Drivers accept settings and then fail at the first picture, so hardware shows what it can do before it is relied upon. */
    private static VideoEncoder open(String name, EncoderSettings settings) {
        boolean isHardware =
                name.endsWith("_nvenc") || name.endsWith("_qsv") || name.endsWith("_vaapi");
        if (isHardware) {
            try (var trial = new VideoEncoder(name, settings)) {
                trial.tryOut();
            }
        }
        return new VideoEncoder(name, settings);
    }

    private void report(String failed, String reason, String used) {
        unusable.add(failed);
        notes.note(
                WireMessage.Level.WARN,
                "encoder "
                        + failed
                        + " does not work here ("
                        + reason
                        + "), so "
                        + used
                        + " is used");
    }
}
