package tv.headwater.transcode.worker.encode;

import java.util.HashSet;
import java.util.Set;
import java.util.StringJoiner;
import tv.headwater.transcode.wire.WireMessage;
import tv.headwater.transcode.worker.Output;
import tv.headwater.transcode.worker.ffmpeg.FfmpegException;
import tv.headwater.transcode.worker.ffmpeg.FfmpegLog;

/**
 * Where encoders come from. One that does not work on this machine is said once to be missing, and is not tried again. Safe for use
 * by many threads.
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
        var reasons = new StringJoiner("; ");
        for (var name : settings.encoders()) {
            if (unusable.contains(name)) {
                continue;
            }
            FfmpegLog.listen();
            try {
                return new VideoEncoder(name, settings);
            } catch (FfmpegException e) {
                var logged = FfmpegLog.firstError();
                var reason = logged == null ? String.valueOf(e.getMessage()) : logged;
                reasons.add(name + ": " + reason);
                if (unusable.add(name)) {
                    notes.note(
                            WireMessage.Level.WARN,
                            "encoder "
                                    + name
                                    + " does not work here, the next is tried: "
                                    + reason);
                }
            }
        }
        throw new FfmpegException("no encoder of " + settings.encoders() + " works: " + reasons);
    }
}
