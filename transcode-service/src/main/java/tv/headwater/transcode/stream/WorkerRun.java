package tv.headwater.transcode.stream;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.media.MalformedMediaRecord;
import tv.headwater.transcode.process.Worker;
import tv.headwater.transcode.process.WorkerListener;
import tv.headwater.transcode.process.Workers;
import tv.headwater.transcode.wire.WireMessage;
import tv.headwater.transcode.wire.WorkerJob;

/**
 * One worker at work for one stream, from its start to its end. The stream's thread sends, the worker's own thread brings what
 * it gives out, and whoever watches may kill it.
 */
final class WorkerRun implements WorkerListener {

    private static final Logger log = LoggerFactory.getLogger(WorkerRun.class);

    private final StreamId streamId;
    private final Renditions renditions;
    private final Watchdog watchdog;
    private final TranscodeMetrics metrics;
    private final LadderTrace trace;
    private final Consumer<WireMessage.Progress> onProgress;
    private final Runnable onChange;
    private final CpuTime cpu;
    private final Groups groups = new Groups();
    private volatile @Nullable Worker worker;
    private volatile @Nullable String why;
    private volatile boolean drained;
    private volatile boolean abandoned;
    private volatile boolean hung;
    private volatile WireMessage.@Nullable Progress progress;

    /**
     * @param onChange called by any thread when {@link #isGone} or {@link #isDrained} has changed
     */
    WorkerRun(
            StreamId streamId,
            Renditions renditions,
            Watchdog watchdog,
            TranscodeMetrics metrics,
            LadderTrace trace,
            Consumer<WireMessage.Progress> onProgress,
            Runnable onChange) {
        this.streamId = streamId;
        this.renditions = renditions;
        this.watchdog = watchdog;
        this.metrics = metrics;
        this.trace = trace;
        this.cpu = new CpuTime(metrics);
        this.onProgress = onProgress;
        this.onChange = onChange;
    }

    /**
     * @throws IOException if there is no worker to be had
     */
    void start(Workers workers, WorkerJob job) throws IOException {
        var started = workers.start(job, this);
        worker = started;
        if (abandoned) {
            started.kill();
        }
    }

    /** Hands a message over; false if the worker is gone. */
    boolean send(WireMessage message, boolean picture) {
        var to = worker;
        if (to == null || abandoned) {
            return false;
        }
        watchdog.sending(picture);
        try {
            to.send(message);
            return true;
        } catch (IOException e) {
            log.debug("stream {}: {}", streamId, e.getMessage());
            return false;
        } finally {
            watchdog.sent();
        }
    }

    boolean drain() {
        watchdog.draining();
        return send(new WireMessage.Drain(), false);
    }

    @Override
    public void on(WireMessage message) {
        switch (message) {
            case WireMessage.Media media -> output(media);
            case WireMessage.Progress now -> {
                if (isFurther(now)) {
                    watchdog.sign();
                }
                progress = now;
                cpu.used(Duration.ofMillis(now.cpuMillis()));
                onProgress.accept(now);
            }
            case WireMessage.Note note -> note(note);
            case WireMessage.Drained _ -> {
                drained = true;
                onChange.run();
            }
            case WireMessage.Ready _ -> {}
            case WireMessage.NoPoster no -> log.debug("stream {}: {}", streamId, no.why());
            case WireMessage.Start _, WireMessage.Shed _, WireMessage.Drain _ ->
                    log.warn("stream {}: its worker sent {}", streamId, message);
        }
    }

    private boolean isFurther(WireMessage.Progress now) {
        var before = progress;
        return before == null
                || now.decodedPts() != before.decodedPts()
                || now.decodeErrors() > before.decodeErrors();
    }

    private void output(WireMessage.Media media) {
        watchdog.held(true);
        try {
            var group = groups.add(media);
            if (!abandoned && !group.isEmpty() && renditions.append(group)) {
                group.forEach(record -> metrics.recordOut(record.remaining()));
                trace.gaveOut(group);
            }
        } catch (MalformedMediaRecord | IllegalArgumentException e) {
            log.warn(
                    "stream {}: what its worker gave out is dropped: {}", streamId, e.getMessage());
            metrics.dropped("output");
        } finally {
            watchdog.held(false);
        }
        watchdog.sign();
    }

    private void note(WireMessage.Note note) {
        switch (note.level()) {
            case INFO -> log.info("stream {}: {}", streamId, note.text());
            case WARN -> log.warn("stream {}: {}", streamId, note.text());
            case ERROR -> log.error("stream {}: {}", streamId, note.text());
        }
    }

    @Override
    public void exited(String how) {
        why = how;
        var gone = worker;
        if (gone != null) {
            cpu.used(gone.cpu());
        }
        onChange.run();
    }

    /** Whether it hangs, found out just now. It has to be killed. */
    boolean isHungNow() {
        if (abandoned || hung || !watchdog.isHung()) {
            return false;
        }
        hung = true;
        return true;
    }

    /** Ends it at once. */
    void kill() {
        abandoned = true;
        var now = worker;
        if (now != null) {
            now.kill();
        }
        onChange.run();
    }

    boolean isGone() {
        return why != null || hung;
    }

    /** Whether it has begun to. */
    boolean isDecoding() {
        var now = progress;
        return now != null && now.decodedPts() >= 0;
    }

    boolean isDrained() {
        return drained;
    }

    boolean isHung() {
        return hung;
    }

    /** How it ended, a sentence. */
    String why() {
        var known = why;
        return hung ? "it hung and was killed" : known == null ? "it does not listen" : known;
    }

    WireMessage.@Nullable Progress progress() {
        return progress;
    }

    long decodeErrors() {
        var now = progress;
        return now == null ? 0 : now.decodeErrors();
    }
}
