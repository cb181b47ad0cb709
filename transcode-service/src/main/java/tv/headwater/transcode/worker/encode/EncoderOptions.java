package tv.headwater.transcode.worker.encode;

import java.util.LinkedHashMap;
import java.util.Map;
import tv.headwater.transcode.ladder.Profile;

/**
 * FFmpeg options by encoder. Whatever the encoder: key frames where they are asked for and nowhere else, each an IDR picture of a
 * closed GOP, and with {@link Profile#LOW_LATENCY} no picture waits for a later one.
 */
final class EncoderOptions {

    /** An interval between key frames that no stream reaches: a day of 60 pictures per second. */
    private static final String NEVER = "5184000";

    private EncoderOptions() {}

    static Map<String, String> of(String encoder, EncoderSettings settings) {
        boolean lowLatency = settings.profile() == Profile.LOW_LATENCY;
        Map<String, String> options = new LinkedHashMap<>();
        switch (encoder) {
            case "libx264" -> x264(lowLatency, options);
            default -> options.put("g", NEVER);
        }
        if (!settings.preset().isEmpty()) {
            options.put("preset", settings.preset());
        }
        return options;
    }

    private static void x264(boolean lowLatency, Map<String, String> options) {
        options.put("preset", lowLatency ? "superfast" : "veryfast");
        options.put("forced-idr", "1");
        options.put("x264-params", "scenecut=0:open-gop=0:keyint=infinite");
        if (lowLatency) {
            options.put("tune", "zerolatency");
        } else {
            options.put("rc-lookahead", "10");
            options.put("bf", "2");
            options.put("b-pyramid", "none");
        }
    }
}
