package tv.headwater.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tv.headwater.contract.log.Json;
import tv.headwater.contract.stream.Ladder;
import tv.headwater.contract.stream.VideoCodec;
import tv.headwater.transcode.ladder.LadderPlan;
import tv.headwater.transcode.ladder.Profile;
import tv.headwater.transcode.ladder.RungPlan;
import tv.headwater.transcode.process.ProcessSettings;
import tv.headwater.transcode.process.WorkerProcesses;
import tv.headwater.transcode.wire.WorkerJob;
import tv.headwater.transcode.worker.encode.Colour;
import tv.headwater.transcode.worker.encode.EncoderSettings;
import tv.headwater.transcode.worker.encode.FrameRate;

/** The transcode ladder of one stream: CPU time against ffmpeg's, latency, memory. */
final class LadderBench {

    private static final String ENCODER = "libx264";
    private static final int MAX_PIXELS = 3840 * 2160;

    private final LadderOptions options;
    private final PrintStream print;

    LadderBench(LadderOptions options, PrintStream print) {
        this.options = options;
        this.print = print;
    }

    void run() throws IOException {
        var ffmpeg = FfmpegProgram.find();
        print.println("ffmpeg " + ffmpeg.version() + ", " + ffmpeg.origin());
        try (var scratch = ScratchDirectory.make();
                var workers = WorkerProcesses.open(ProcessSettings.usual().withSpares(0))) {
            var file = scratch.path().resolve("clip.mp4");
            prepare(ffmpeg, file);
            var report = measure(ffmpeg, file, workers);
            print.println();
            print.print(report.table());
            Files.write(options.out(), Json.write(report));
            print.println();
            print.println("All figures are in " + options.out().toAbsolutePath());
        }
    }

    private void prepare(FfmpegProgram ffmpeg, Path file) {
        var clip = options.clip();
        if (clip == null) {
            print.println("Making a clip of " + options.seconds() + " s");
            SourceClip.make(
                    ffmpeg,
                    options.width(),
                    options.height(),
                    options.frameRate(),
                    options.seconds(),
                    file);
        } else {
            SourceClip.copy(ffmpeg, clip, options.seconds(), file);
        }
    }

    private LadderReport measure(FfmpegProgram ffmpeg, Path file, WorkerProcesses workers) {
        var clip = SourceClip.read(file);
        var plan =
                LadderPlan.choose(
                        Ladder.AUTO, clip.track().width(), clip.track().height(), clip.frameRate());
        if (plan.isEmpty()) {
            throw new BenchFailure("the clip is too small for any rung");
        }
        var settings = plan.stream().map(rung -> settings(rung, clip.frameRate())).toList();
        var cli = new CliLadder(ffmpeg, file, options.decoderThreads(), settings);
        var worker = new WorkerLadder(workers, job(), clip, plan.size());
        List<Double> ours = new ArrayList<>();
        List<Double> first = new ArrayList<>();
        List<Double> starts = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        for (int round = 1; round <= options.rounds(); round++) {
            print.println("CPU time, round " + round + " of " + options.rounds());
            var cpu = worker.cpu();
            ours.add(cpu.warm() / clip.seconds());
            first.add(cpu.first() / clip.seconds());
            starts.add(cpu.start());
            theirs.add(cli.cpuSeconds() / clip.seconds());
        }
        print.println("Latency, in real time");
        return report(ffmpeg, clip, plan, ours, first, starts, theirs, worker.realTime());
    }

    private WorkerJob.Transcode job() {
        return new WorkerJob.Transcode(
                SourceClip.STREAM,
                Ladder.AUTO,
                options.profile(),
                Map.of(VideoCodec.H264, List.of(ENCODER)),
                "",
                options.decoderThreads(),
                MAX_PIXELS,
                0,
                1L << 30,
                List.of());
    }

    /** As the worker chooses them. */
    private EncoderSettings settings(RungPlan rung, double frameRate) {
        return new EncoderSettings(
                rung,
                options.profile(),
                List.of(ENCODER),
                "",
                new FrameRate((int) Math.round(frameRate * 1000), 1000),
                new Colour(0, 2, 2, 2),
                EncoderSettings.threads(rung, frameRate));
    }

    private LadderReport report(
            FfmpegProgram ffmpeg,
            SourceClip clip,
            List<RungPlan> plan,
            List<Double> ours,
            List<Double> first,
            List<Double> starts,
            List<Double> theirs,
            WorkerLadder.RealTime realTime) {
        double worker = median(ours);
        double cli = median(theirs);
        var latencies = realTime.latencies();
        return new LadderReport(
                "%s, %dx%d at %.2f"
                        .formatted(
                                clip.track().codec(),
                                clip.track().width(),
                                clip.track().height(),
                                clip.frameRate()),
                options.profile() == Profile.LOW_LATENCY ? "low-latency" : "quality",
                ffmpeg.version() + ", " + ffmpeg.origin(),
                Runtime.getRuntime().availableProcessors(),
                clip.seconds(),
                plan.stream().map(rung -> rung.name().value()).toList(),
                ours,
                theirs,
                worker,
                median(first),
                cli,
                worker / cli,
                median(first) / cli,
                median(starts),
                realTime.cpuSeconds() / clip.seconds(),
                quantile(latencies, 0.5),
                quantile(latencies, 0.95),
                quantile(latencies, 1),
                realTime.residentBytes());
    }

    private static double median(List<Double> values) {
        return quantile(values.stream().sorted().toList(), 0.5);
    }

    /** By nearest rank. */
    static double quantile(List<Double> sorted, double part) {
        if (sorted.isEmpty()) {
            throw new BenchFailure("nothing came out to be measured");
        }
        return sorted.get(Math.max(0, (int) Math.ceil(part * sorted.size()) - 1));
    }
}
