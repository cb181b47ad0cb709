package tv.headwater.transcode.process;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.headwater.transcode.wire.WorkerJob;

/**
 * Workers as child processes, each a JVM of its own, since native code takes its process with it when it crashes. They end with
 * this process, however it ends: their standard input and their socket do.
 */
public final class WorkerProcesses implements Workers, AutoCloseable {

    private static final String MAIN_CLASS = "tv.headwater.transcode.worker.TranscodeWorker";

    /** Before another spare is started when one has failed; twice as long after each further failure. */
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);

    private static final Duration LAST_RETRY = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(WorkerProcesses.class);

    private final ProcessSettings settings;
    private final WorkerSocket socket;
    private final WorkerCommand command;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<WorkerProcess> all = new HashSet<>();
    private final Deque<WorkerProcess> spares = new ArrayDeque<>();
    private Duration retry = FIRST_RETRY;
    private boolean waitingToRetry;
    private boolean closed;

    private WorkerProcesses(ProcessSettings settings, WorkerSocket socket, WorkerCommand command) {
        this.settings = settings;
        this.socket = socket;
        this.command = command;
    }

    /**
     * Opens the workers' socket and starts the spares.
     *
     * @throws IOException if the socket cannot be, with a sentence
     */
    public static WorkerProcesses open(ProcessSettings settings) throws IOException {
        return open(settings, MAIN_CLASS);
    }

    /** With workers of another main class. */
    static WorkerProcesses open(ProcessSettings settings, String mainClass) throws IOException {
        return open(settings, System.getProperty("java.class.path"), mainClass);
    }

    static WorkerProcesses open(ProcessSettings settings, String ownClassPath, String mainClass)
            throws IOException {
        var socket = WorkerSocket.open(settings.directory());
        try {
            var classPath = WorkerClassPath.find(ownClassPath, socket.directory());
            var command = new WorkerCommand(settings, socket, classPath, mainClass);
            var workers = new WorkerProcesses(settings, socket, command);
            workers.startSpares();
            return workers;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public Worker start(WorkerJob job, WorkerListener listener) throws IOException {
        boolean lowPriority = job instanceof WorkerJob.Posters;
        WorkerProcess spare;
        while (!lowPriority && (spare = takeSpare()) != null) {
            try {
                spare.begin(job, listener);
                return spare;
            } catch (IOException e) {
                log.debug("a spare worker was of no use", e);
            }
        }
        var worker = spawn(lowPriority, false);
        worker.begin(job, listener);
        return worker;
    }

    private @Nullable WorkerProcess takeSpare() {
        lock.lock();
        try {
            var spare = spares.poll();
            if (spare != null) {
                Thread.ofVirtual().name("worker-spares").start(this::startSpares);
            }
            return spare;
        } finally {
            lock.unlock();
        }
    }

    private WorkerProcess spawn(boolean lowPriority, boolean asSpare) throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw new IOException("no workers are started any more");
            }
            var worker = WorkerProcess.start(command, socket, settings, lowPriority, this::onGone);
            all.add(worker);
            if (asSpare) {
                spares.add(worker);
            }
            return worker;
        } finally {
            lock.unlock();
        }
    }

    private void startSpares() {
        lock.lock();
        try {
            while (!closed && !waitingToRetry && spares.size() < settings.spares()) {
                spawn(false, true).ready().thenRun(this::onSpareReady);
            }
        } catch (IOException e) {
            log.error("no worker could be started", e);
            retryLater();
        } finally {
            lock.unlock();
        }
    }

    private void onSpareReady() {
        lock.lock();
        try {
            retry = FIRST_RETRY;
        } finally {
            lock.unlock();
        }
    }

    private void onGone(WorkerProcess worker, String why) {
        lock.lock();
        try {
            all.remove(worker);
            if (spares.remove(worker) && !closed) {
                log.warn("a worker ended before it had a job: {}", why);
                retryLater();
            }
        } finally {
            lock.unlock();
        }
    }

    private void retryLater() {
        if (waitingToRetry) {
            return;
        }
        waitingToRetry = true;
        CompletableFuture.delayedExecutor(retry.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> {
                    lock.lock();
                    try {
                        waitingToRetry = false;
                    } finally {
                        lock.unlock();
                    }
                    startSpares();
                });
        retry = retry.multipliedBy(2);
        if (retry.compareTo(LAST_RETRY) > 0) {
            retry = LAST_RETRY;
        }
    }

    /** How many worker processes there are, spares included. */
    public int count() {
        lock.lock();
        try {
            return all.size();
        } finally {
            lock.unlock();
        }
    }

    /** How many workers wait ready. */
    public int readySpares() {
        lock.lock();
        try {
            return (int) spares.stream().filter(WorkerProcess::isReady).count();
        } finally {
            lock.unlock();
        }
    }

    /** Kills all workers and takes the socket away. */
    @Override
    public void close() {
        List<WorkerProcess> left;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            left = List.copyOf(all);
        } finally {
            lock.unlock();
        }
        left.forEach(WorkerProcess::kill);
        left.forEach(worker -> worker.ended().join());
        socket.close();
    }
}
