package tv.headwater.transcode.stream;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.headwater.contract.id.StreamId;
import tv.headwater.transcode.wire.WorkerJob;

/**
 * The thread of one stream: claims it, starts its workers one after the other, sends them what is waiting, and decides what
 * happens when one is gone. Everything else may be called by any thread.
 */
final class StreamThread {

    private static final Logger log = LoggerFactory.getLogger(StreamThread.class);

    private static final Duration PARK = Duration.ofMillis(100);
    private static final Duration RETRY = Duration.ofSeconds(1);

    /** Longer than the log takes to give a record up. */
    private static final Duration WRITTEN = Duration.ofSeconds(90);

    private enum Order {
        RUN,
        DRAIN,
        KILL
    }

    private final StreamId streamId;
    private final Surroundings around;
    private final TranscodeLimits limits;
    private final Supplier<Plan> plan;
    private final Runnable first;
    private final Backlog backlog;
    private final Renditions renditions;
    private final Overload overload;
    private final Losses losses;
    private final Admission admission;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;
    private volatile Order order = Order.RUN;
    private volatile boolean released;
    private volatile boolean renewed;
    private volatile @Nullable WorkerRun run;
    private final AtomicLong decodeErrors = new AtomicLong();

    // of the thread alone
    private @Nullable Instant claimedFrom;

    /**
     * @param hint offset in {@code rendition-media} before which nothing of interest stands
     * @param plan what the stream gets now
     * @param first what is to be done before all else, and may take a while
     */
    StreamThread(
            int lane,
            StreamId streamId,
            long hint,
            Surroundings around,
            Backlog backlog,
            Overload overload,
            Supplier<Plan> plan,
            Runnable first) {
        this.streamId = streamId;
        this.around = around;
        this.limits = around.limits();
        this.plan = plan;
        this.first = first;
        this.backlog = backlog;
        this.overload = overload;
        this.thread = Thread.ofVirtual().name("stream-" + streamId).unstarted(this::run);
        this.renditions = new Renditions(around.log(), lane, streamId, hint, this::wake);
        this.losses = new Losses(streamId, around, backlog, renditions, overload);
        this.admission = new Admission(lane, streamId, around);
    }

    void start() {
        thread.start();
    }

    /** There is something to do. */
    void wake() {
        LockSupport.unpark(thread);
    }

    /** Lets the worker give out what it has decoded, and stops. */
    void drain() {
        if (order == Order.RUN) {
            order = Order.DRAIN;
        }
        wake();
    }

    /** The stream is over: stops likewise. */
    void release() {
        released = true;
        drain();
    }

    /** Ends everything at once. */
    void kill() {
        order = Order.KILL;
        renditions.close();
        var worker = run;
        if (worker != null) {
            worker.kill();
        }
        wake();
    }

    /** The plan has become another: takes another worker. */
    void renew() {
        renewed = true;
        wake();
    }

    boolean isRunning() {
        return order == Order.RUN;
    }

    boolean isReleased() {
        return released;
    }

    boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /** Whether it has stopped in time. */
    boolean awaitStopped(Duration patience) {
        try {
            return stopped.await(Math.max(0, patience.toNanos()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    Renditions renditions() {
        return renditions;
    }

    /** The worker at work, null if there is none. */
    @Nullable WorkerRun worker() {
        return run;
    }

    Losses losses() {
        return losses;
    }

    long decodeErrors() {
        var worker = run;
        return decodeErrors.get() + (worker == null ? 0 : worker.decodeErrors());
    }

    /** Forgets what is not needed any more. */
    void trim() {
        var needed = renditions.oldestNeeded(overload.running());
        if (needed.isPresent()) {
            renditions.advanceHint(needed.getAsLong());
            backlog.trimBefore(needed.getAsLong());
        }
        backlog.forgetWhereTooBig()
                .ifPresent(segment ->
                        log.warn(
                                "stream {}: segment {} exceeds the backlog's {} bytes and is not kept",
                                streamId,
                                segment,
                                limits.backlogLimit()));
    }

    private void run() {
        String why = "failed";
        try {
            first.run();
            while (order == Order.RUN) {
                try {
                    step();
                } catch (RuntimeException e) {
                    log.error("stream {}: transcoding failed, trying again", streamId, e);
                    pause(RETRY);
                }
            }
            why = released ? "the stream is over" : "its lane goes";
            if (order == Order.DRAIN) {
                renditions.awaitWritten(RETRY);
                trim();
            }
        } finally {
            around.capacity().remove(streamId);
            renditions.close();
            stopped.countDown();
            log.info("stream {}: closed: {}", streamId, why);
        }
    }

    private void step() {
        backlog.rewind();
        if (!backlog.hasNext()) {
            park();
        } else if (renditions.isFailed()) {
            renditions.forget();
        } else if (!renditions.isClaimed()) {
            claim();
        } else if (!isTooFarBehind()) {
            if (admission.admits(plan.get().estimate())) {
                work();
            } else {
                park();
            }
        }
    }

    private void claim() {
        long began = around.nanos().getAsLong();
        claimedFrom = around.clock().instant();
        try {
            boolean takeover = renditions.claim();
            var took = Duration.ofNanos(around.nanos().getAsLong() - began);
            around.metrics().claimed(took, takeover);
            overload.begin(plan.get());
            trim();
            var open = renditions.oldestOpen(overload.running());
            log.info(
                    "stream {}: claimed in {} ms{}",
                    streamId,
                    took.toMillis(),
                    takeover && open.isPresent()
                            ? ", going on from segment " + open.getAsLong()
                            : "");
        } catch (RuntimeException e) {
            log.warn("stream {}: claiming failed, trying again: {}", streamId, e.getMessage());
            pause(RETRY);
        }
    }

    private boolean isTooFarBehind() {
        var oldest = backlog.oldest();
        long now = around.clock().millis();
        if (oldest == null || now - oldest.writtenAt() <= limits.maxCatchUp().toMillis()) {
            return false;
        }
        losses.skipTo(
                now - limits.newest().toMillis(),
                "behind",
                "it was " + (now - oldest.writtenAt()) + " ms behind");
        return true;
    }

    private void work() {
        var first = backlog.oldest();
        var planned = plan.get();
        boolean anew = renewed;
        renewed = false;
        if (first == null) {
            return;
        }
        if (anew) {
            renditions.endAllBut(planned.renditions());
        }
        if (!planned.needsWorker()) {
            release();
            return;
        }
        overload.begin(planned);
        var trace = trace(first, planned);
        var worker = newRun(planned, trace);
        run = worker;
        try (var _ = trace.context().makeCurrent()) {
            worker.start(around.workers(), job(planned, first));
            var feed = new Feed(worker, backlog, renditions, overload, StreamThread::park);
            after(feed.run(() -> order != Order.RUN || renewed), feed, worker);
        } catch (IOException e) {
            log.warn("stream {}: no worker: {}", streamId, e.getMessage());
            around.metrics().restarted("start");
            pause(RETRY);
        } finally {
            worker.kill();
            run = null;
            trace.over();
            decodeErrors.addAndGet(worker.decodeErrors());
        }
    }

    private LadderTrace trace(SourceRecord first, Plan planned) {
        var from = claimedFrom == null ? around.clock().instant() : claimedFrom;
        claimedFrom = null;
        return LadderTrace.begin(around.tracer(), first, from, planned.renditions());
    }

    private WorkerRun newRun(Plan planned, LadderTrace trace) {
        var watchdog =
                new Watchdog(
                        limits.watchdog(), limits.firstPicture(), planned.delay(), around.nanos());
        return new WorkerRun(
                streamId, renditions, watchdog, around.metrics(), trace, overload::on, this::wake);
    }

    private WorkerJob job(Plan planned, SourceRecord first) {
        return new WorkerJob.Transcode(
                streamId,
                planned.ladder(),
                planned.profile(),
                limits.encoders(),
                limits.presets().getOrDefault(planned.profile(), ""),
                limits.decoderThreads(),
                limits.maxPixels(),
                (int) limits.posterInterval().toSeconds(),
                renditions.firstSequence(),
                renditions.resumes(first.media().stamp()));
    }

    private void after(Feed.End end, Feed feed, WorkerRun worker) {
        switch (end) {
            case CRASHED -> pause(losses.strike(worker));
            case UNWRITTEN -> {
                log.warn("stream {}: Kafka did not take everything, starting over", streamId);
                around.metrics().restarted("unwritten");
            }
            case ASKED -> {
                if (order != Order.KILL && !drain(feed) && order == Order.RUN) {
                    pause(losses.strike(worker));
                }
            }
            case SESSION_OVER -> {
                if (drain(feed)) {
                    finishSession();
                } else if (order == Order.RUN) {
                    pause(losses.strike(worker));
                }
            }
        }
    }

    private boolean drain(Feed feed) {
        return feed.drain(() -> order == Order.KILL);
    }

    private void finishSession() {
        renditions.endAllBut(Set.of());
        if (renditions.awaitWritten(WRITTEN)) {
            backlog.trimSent();
            log.info("stream {}: the session is over", streamId);
        }
    }

    private static void park() {
        LockSupport.parkNanos(PARK.toNanos());
    }

    private void pause(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        while (order == Order.RUN && System.nanoTime() < until) {
            LockSupport.parkNanos(Math.min(PARK.toNanos(), until - System.nanoTime()));
        }
    }
}
