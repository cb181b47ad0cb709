package tv.headwater.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tv.headwater.transcode.ladder.RungPlan;
import tv.headwater.transcode.worker.encode.EncoderOptions;
import tv.headwater.transcode.worker.encode.EncoderSettings;

/** ffmpeg doing the same ladder with the same options; it throws the result away. */
record CliLadder(FfmpegProgram ffmpeg, Path clip, int decoderThreads, List<EncoderSettings> rungs) {

    CliLadder {
        rungs = List.copyOf(rungs);
    }

    /** The CPU time it takes, in seconds. */
    double cpuSeconds() {
        return ffmpeg.run(arguments());
    }

    private List<String> arguments() {
        List<String> all = new ArrayList<>(List.of("-v", "info", "-stats_period", "3600"));
        all.addAll(List.of("-threads", String.valueOf(decoderThreads), "-thread_type", "slice"));
        all.addAll(List.of("-filter_complex_threads", "1", "-i", clip.toString()));
        all.addAll(List.of("-filter_complex", graph()));
        for (int i = 0; i < rungs.size(); i++) {
            var settings = rungs.get(i);
            var encoder = settings.encoders().getFirst();
            all.addAll(List.of("-map", "[o" + i + "]", "-c:v", encoder));
            EncoderOptions.of(encoder, settings)
                    .forEach((name, value) -> all.addAll(List.of("-" + name + ":v", value)));
            all.addAll(List.of("-threads", String.valueOf(settings.threads())));
            all.addAll(List.of("-flags", "+cgop+global_header", "-enc_time_base", "1:90000"));
            all.addAll(List.of("-fps_mode", "passthrough", "-force_key_frames", "source"));
            all.addAll(List.of("-f", "null", "-"));
        }
        return all;
    }

    private String graph() {
        var text = new StringBuilder("[0:v]split=" + rungs.size());
        for (int i = 0; i < rungs.size(); i++) {
            text.append("[i").append(i).append(']');
        }
        for (int i = 0; i < rungs.size(); i++) {
            RungPlan rung = rungs.get(i).rung();
            text.append(
                    ";[i%d]scale=%d:%d,setsar=1,format=yuv420p[o%d]"
                            .formatted(i, rung.width(), rung.height(), i));
        }
        return text.toString();
    }
}
