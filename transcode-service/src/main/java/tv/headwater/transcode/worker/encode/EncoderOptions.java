package tv.headwater.transcode.worker.encode;

import java.util.LinkedHashMap;
import java.util.Map;
import tv.headwater.transcode.ladder.Profile;

/**
 * FFmpeg options by encoder. Whatever the encoder: key frames where they are asked for and nowhere else, each an IDR picture of a
 * closed GOP, and with {@link Profile#LOW_LATENCY} no picture waits for a later one.
 */
public final class EncoderOptions {

    /** Pictures between key frames: more than any segment has. */
    private static final String NEVER = "1000000000";

    /** The same for Quick Sync, which counts in 16 bits. Forced key frames begin the count anew. */
    private static final String NEVER_QSV = "65535";

    private EncoderOptions() {}

    /** For an encoder by FFmpeg's name of it. */
    public static Map<String, String> of(String encoder, EncoderSettings settings) {
        boolean lowLatency = settings.profile() == Profile.LOW_LATENCY;
        Map<String, String> options = new LinkedHashMap<>();
        options.put("b", String.valueOf(settings.rung().videoBitrate()));
        options.put("maxrate", String.valueOf(settings.maxBitrate()));
        options.put("bufsize", String.valueOf(settings.rung().videoBitrate()));
        switch (encoder.substring(encoder.indexOf('_') + 1)) {
            case "libx264" -> x264(lowLatency, options);
            case "libx265" -> x265(lowLatency, settings.threads(), options);
            case "libsvtav1" -> svtAv1(lowLatency, settings.threads(), options);
            case "nvenc" -> nvenc(lowLatency, options);
            case "qsv" -> qsv(lowLatency, options);
            case "vaapi" -> vaapi(lowLatency, options);
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

    private static void x265(boolean lowLatency, int threads, Map<String, String> options) {
        options.put("preset", lowLatency ? "ultrafast" : "superfast");
        options.put("forced-idr", "1");
        var always =
                "log-level=none:info=0:scenecut=0:open-gop=0:keyint=-1:min-keyint=1:frame-threads=1:pools="
                        + threads;
        if (lowLatency) {
            options.put("tune", "zerolatency");
            options.put("x265-params", always);
        } else {
            options.put("bf", "2");
            options.put("x265-params", always + ":b-pyramid=0:rc-lookahead=10");
        }
    }

    /** Low delay goes only with constant bit rate, and variable bit rate only with an end of the GOP in sight. */
    private static void svtAv1(boolean lowLatency, int threads, Map<String, String> options) {
        options.remove("maxrate");
        options.put("preset", lowLatency ? "11" : "9");
        var structure =
                lowLatency
                        ? ":keyint=-1:pred-struct=1:rtc=1:rc=2"
                        : ":keyint="
                                + NEVER
                                + ":pred-struct=2:hierarchical-levels=2:lookahead=10:rc=1";
        options.put("svtav1-params", "scd=0:lp=" + threads + structure);
    }

    private static void nvenc(boolean lowLatency, Map<String, String> options) {
        options.put("preset", "p4");
        options.put("tune", lowLatency ? "ull" : "hq");
        options.put("rc", lowLatency ? "cbr" : "vbr");
        options.put("g", NEVER);
        options.put("forced-idr", "1");
        options.put("no-scenecut", "1");
        options.put("bf", lowLatency ? "0" : "2");
        options.put("b_ref_mode", "disabled");
        if (lowLatency) {
            options.put("zerolatency", "1");
            options.put("delay", "0");
        } else {
            options.put("rc-lookahead", "10");
        }
    }

    private static void qsv(boolean lowLatency, Map<String, String> options) {
        options.put("preset", lowLatency ? "veryfast" : "medium");
        options.put("g", NEVER_QSV);
        options.put("forced_idr", "1");
        options.put("adaptive_i", "0");
        options.put("async_depth", lowLatency ? "1" : "4");
        options.put("bf", lowLatency ? "0" : "2");
    }

    private static void vaapi(boolean lowLatency, Map<String, String> options) {
        options.put("g", NEVER);
        options.put("rc_mode", lowLatency ? "CBR" : "VBR");
        options.put("async_depth", lowLatency ? "1" : "2");
        options.put("bf", lowLatency ? "0" : "2");
        if (lowLatency) {
            options.remove("maxrate");
        }
    }
}
