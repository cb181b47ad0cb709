package tv.headwater.transcode.process;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.headwater.transcode.wire.MalformedFrame;
import tv.headwater.transcode.wire.WireChannel;
import tv.headwater.transcode.wire.WireMessage;
import tv.headwater.transcode.wire.WorkerJob;

/** One worker from its start to its end, which it tells once. A virtual thread of its own hears it. */
final class WorkerProcess implements Worker {

    private static final String KILLED = "killed";

    /** How many times as long one of low priority may take to start: on a machine that is busy it is given a fraction of a processor. */
    private static final int LOW_PRIORITY_PATIENCE = 6;

    private static final Logger log = LoggerFactory.getLogger(WorkerProcess.class);

    private final Process process;
    private final Duration exitTimeout;
    private final LastWords words;
    private final CompletableFuture<WireChannel> connected;
    private final CompletableFuture<WireMessage.Ready> ready = new CompletableFuture<>();
    private final CompletableFuture<String> end = new CompletableFuture<>();

    /** Held while something is heard, so that {@link #kill} can wait for that. Guards what follows. */
    private final ReentrantLock hearing = new ReentrantLock();

    private @Nullable WorkerListener listener;
    private boolean ended;
    private boolean deaf;

    /** Why we ended it, if we did. */
    private volatile @Nullable String killed;

    private volatile Duration cpu = Duration.ZERO;

    private WorkerProcess(
            Process process, CompletableFuture<WireChannel> connected, Duration exitTimeout) {
        this.process = process;
        this.connected = connected;
        this.exitTimeout = exitTimeout;
        this.words = new LastWords(process.getInputStream(), process.pid());
    }

    /**
     * Starts a worker; {@link #begin} waits until it is ready.
     *
     * @param gone hears when it has ended, and why
     * @throws IOException if there is no process
     */
    static WorkerProcess start(
            WorkerCommand command,
            WorkerSocket socket,
            ProcessSettings settings,
            boolean lowPriority,
            BiConsumer<WorkerProcess, String> gone)
            throws IOException {
        var token = socket.token();
        var connection = socket.expect(token);
        Process process;
        try {
            process = command.start(token, lowPriority);
        } catch (IOException e) {
            socket.forget(token);
            throw e;
        }
        var worker =
                new WorkerProcess(
                        process,
                        connection.thenApply(c -> new WireChannel(c, WireChannel.Bodies.KEPT)),
                        settings.exitTimeout());
        worker.limit(
                lowPriority
                        ? settings.readyTimeout().multipliedBy(LOW_PRIORITY_PATIENCE)
                        : settings.readyTimeout());
        process.onExit()
                .thenRun(() -> {
                    socket.forget(token);
                    connection.completeExceptionally(
                            new IOException("it ended before it connected"));
                });
        Thread.ofVirtual().name("worker-" + process.pid()).start(() -> worker.run(gone));
        return worker;
    }

    private void limit(Duration readyTimeout) {
        ready.copy()
                .orTimeout(readyTimeout.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((r, e) -> {
                    if (e instanceof TimeoutException) {
                        kill(
                                "killed since it was not ready within "
                                        + readyTimeout.toMillis()
                                        + " ms");
                    }
                });
    }

    private void run(BiConsumer<WorkerProcess, String> gone) {
        try {
            hear(connected.get());
        } catch (MalformedFrame e) {
            kill("killed since it sent what is no message: " + e.getMessage());
        } catch (IOException | ExecutionException e) {
            log.debug("worker {} is not heard any more", pid(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            gone(gone);
        }
    }

    private void hear(WireChannel channel) throws IOException {
        WireMessage message;
        while ((message = channel.read()) != null) {
            hearing.lock();
            try {
                if (deaf) {
                    return;
                }
                hear(message);
            } finally {
                hearing.unlock();
            }
        }
    }

    private void hear(WireMessage message) {
        if (message instanceof WireMessage.Ready r) {
            ready.complete(r);
        } else if (listener != null) {
            if (message instanceof WireMessage.Progress) {
                // What it used is not to be known any more once it has ended.
                cpu();
            }
            try {
                listener.on(message);
            } catch (RuntimeException e) {
                log.error("worker {} said what could not be dealt with", pid(), e);
                kill("killed since what it said could not be dealt with: " + e.getMessage());
            }
        } else {
            log.debug("worker {} says without a job: {}", pid(), message);
        }
    }

    /** Sees it off: nothing is heard any more, and its process is gone when this returns. */
    private void gone(BiConsumer<WorkerProcess, String> gone) {
        try {
            if (!process.waitFor(exitTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
                kill("killed since it did not end");
                process.waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill("killed since nobody waits for it");
        }
        closeChannel();
        var why = why();
        closeStreams();
        WorkerListener last;
        hearing.lock();
        try {
            ended = true;
            last = listener;
        } finally {
            hearing.unlock();
        }
        ready.completeExceptionally(new IOException("worker " + pid() + " " + why));
        gone.accept(this, why);
        end.complete(why);
        if (last != null) {
            last.exited(why);
        }
    }

    private String why() {
        words.await();
        var byUs = killed;
        if (KILLED.equals(byUs)) {
            return KILLED;
        }
        if (words.crash() != null) {
            return "crashed: " + words.crash();
        }
        var why = byUs != null ? byUs : how(process.exitValue());
        return words.last() == null ? why : why + "; it said last: " + words.last();
    }

    private static String how(int exit) {
        // The JDK adds 128 to a signal, as a shell does.
        return exit == 128 + 9
                ? "killed by somebody else (signal 9)"
                : exit > 128 ? "ended by signal " + (exit - 128) : "ended with exit code " + exit;
    }

    /** Waits until it is ready and gives it its job. Whoever gets no exception is told {@link WorkerListener#exited}, later. */
    void begin(WorkerJob job, WorkerListener hears) throws IOException {
        try {
            ready.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException gone ? gone : new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill("killed since nobody waits for it");
            throw new IOException("interrupted while a worker started", e);
        }
        hearing.lock();
        try {
            if (ended || killed != null) {
                throw new IOException("worker " + pid() + " is gone");
            }
            listener = hears;
        } finally {
            hearing.unlock();
        }
        try {
            send(new WireMessage.Start(job));
        } catch (IOException e) {
            log.debug("worker {} did not take its job", pid(), e);
        }
    }

    /** Completes when it is ready; exceptionally if it never will be. */
    CompletableFuture<WireMessage.Ready> ready() {
        return ready.copy();
    }

    boolean isReady() {
        return ready.isDone() && !ready.isCompletedExceptionally();
    }

    /** Completes when it has ended, with a sentence. */
    CompletableFuture<String> ended() {
        return end.copy();
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public void send(WireMessage message) throws IOException {
        if (!connected.isDone() || connected.isCompletedExceptionally()) {
            throw new IOException("worker " + pid() + " is not connected");
        }
        connected.join().write(message);
    }

    @Override
    public Duration cpu() {
        var now = process.info().totalCpuDuration().orElse(cpu);
        if (now.compareTo(cpu) > 0) {
            cpu = now;
        }
        return cpu;
    }

    @Override
    public void kill() {
        kill(KILLED);
        hearing.lock();
        try {
            deaf = true;
        } finally {
            hearing.unlock();
        }
    }

    private void kill(String why) {
        if (killed == null) {
            killed = why;
        }
        process.destroyForcibly();
        closeChannel();
    }

    /** Also whoever sends or hears is woken by it. */
    private void closeChannel() {
        if (connected.isDone() && !connected.isCompletedExceptionally()) {
            try {
                connected.join().close();
            } catch (IOException e) {
                log.debug("closing the socket of worker {}", pid(), e);
            }
        }
    }

    private void closeStreams() {
        try {
            process.getOutputStream().close();
            process.getInputStream().close();
            process.getErrorStream().close();
        } catch (IOException e) {
            log.debug("closing the pipes of worker {}", pid(), e);
        }
    }
}
