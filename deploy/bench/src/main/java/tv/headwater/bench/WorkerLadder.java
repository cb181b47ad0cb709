package tv.headwater.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.EndOfSession;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.MediaRecordCodec;
import tv.headwater.transcode.process.Worker;
import tv.headwater.transcode.process.WorkerListener;
import tv.headwater.transcode.process.WorkerProcesses;
import tv.headwater.transcode.wire.WireMessage;
import tv.headwater.transcode.wire.WorkerJob;

/** Headwater's worker, a process as in service, doing a clip's ladder. */
final class WorkerLadder {

    /** Of media that is not counted at the beginning of a run in real time. */
    private static final int WARM_UP_TICKS = 2 * MediaRecord.TICKS_PER_SECOND;

    /** Seconds, for a machine that has much else to do. */
    private static final long PATIENCE_PER_SECOND = 60;

    private static final Duration SAMPLING = Duration.ofMillis(200);

    private final WorkerProcesses workers;
    private final WorkerJob.Transcode job;
    private final SourceClip clip;
    private final int rungs;

    /**
     * CPU seconds of the worker.
     *
     * @param start before its first record
     * @param first for the clip, the first time
     * @param warm for the clip once more: what an hour of a stream costs is many times this
     */
    record Cpu(double start, double first, double warm) {}

    /**
     * @param latencies from a record in to each rung's record out, in ms, sorted
     * @param residentBytes the most it had
     */
    record RealTime(List<Double> latencies, long residentBytes, double cpuSeconds) {
        RealTime {
            latencies = List.copyOf(latencies);
        }
    }

    WorkerLadder(WorkerProcesses workers, WorkerJob.Transcode job, SourceClip clip, int rungs) {
        this.workers = workers;
        this.job = job;
        this.clip = clip;
        this.rungs = rungs;
    }

    /** Hears what comes out. */
    private final class Listener implements WorkerListener {

        final Map<Long, Long> sent = new ConcurrentHashMap<>();
        final List<Double> latencies = new ArrayList<>();
        final Semaphore ends = new Semaphore(0);
        volatile @Nullable String failure;

        @Override
        public synchronized void on(WireMessage message) {
            switch (message) {
                case WireMessage.Media media -> on(media.record());
                case WireMessage.Note note when note.level() != WireMessage.Level.INFO ->
                        fail("the worker says: " + note.text());
                default -> {}
            }
        }

        private void on(ByteBuffer bytes) {
            long now = System.nanoTime();
            switch (MediaRecordCodec.decode(bytes)) {
                case AccessUnit unit -> {
                    var since = sent.get(unit.pts());
                    if (since != null && unit.pts() >= WARM_UP_TICKS) {
                        latencies.add((now - since) / 1e6);
                    }
                }
                case EndOfSession end -> ends.release();
                default -> {}
            }
        }

        @Override
        public void exited(String why) {
            fail("the worker " + why);
        }

        private void fail(String why) {
            failure = failure == null ? why : failure;
            ends.release(rungs);
        }

        void await() throws InterruptedException {
            long patience = 60 + PATIENCE_PER_SECOND * (long) clip.seconds();
            if (!ends.tryAcquire(rungs, patience, TimeUnit.SECONDS)) {
                fail("the worker was not done within " + patience + " s");
            }
            var why = failure;
            if (why != null) {
                throw new BenchFailure(why);
            }
        }

        synchronized List<Double> sortedLatencies() {
            return latencies.stream().sorted().toList();
        }
    }

    /** As fast as it goes, twice in one process. */
    Cpu cpu() {
        return run((worker, listener) -> {
            double start = seconds(worker.cpu());
            double first = cpu(worker, listener, 1);
            return new Cpu(start, first, cpu(worker, listener, 2));
        });
    }

    private double cpu(Worker worker, Listener listener, int session)
            throws IOException, InterruptedException {
        double before = seconds(worker.cpu());
        for (var record : clip.session(session)) {
            send(worker, record);
        }
        listener.await();
        return seconds(worker.cpu()) - before;
    }

    /** At the pace of the media. */
    RealTime realTime() {
        return run((worker, listener) -> {
            double before = seconds(worker.cpu());
            var most = new AtomicLong();
            var watch = Thread.ofVirtual().start(() -> watch(worker.pid(), most));
            long begun = System.nanoTime();
            for (var record : clip.records()) {
                if (record instanceof AccessUnit unit) {
                    pause(begun + unit.dts() * 100_000 / 9);
                    listener.sent.put(unit.pts(), System.nanoTime());
                }
                send(worker, record);
            }
            listener.await();
            double cpu = seconds(worker.cpu()) - before;
            watch.interrupt();
            return new RealTime(listener.sortedLatencies(), most.get(), cpu);
        });
    }

    private interface Measuring<T> {
        T measure(Worker worker, Listener listener) throws IOException, InterruptedException;
    }

    private <T> T run(Measuring<T> measuring) {
        var listener = new Listener();
        try {
            var worker = workers.start(job, listener);
            try {
                return measuring.measure(worker, listener);
            } finally {
                worker.kill();
            }
        } catch (IOException e) {
            var why = listener.failure;
            throw new BenchFailure(why == null ? "no worker: " + e.getMessage() : why);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted");
        }
    }

    private static void send(Worker worker, MediaRecord record) throws IOException {
        worker.send(new WireMessage.Media(ByteBuffer.wrap(MediaRecordCodec.encode(record))));
    }

    private static void pause(long until) {
        long left = until - System.nanoTime();
        while (left > 0) {
            LockSupport.parkNanos(left);
            left = until - System.nanoTime();
        }
    }

    private static void watch(long pid, AtomicLong most) {
        while (!Thread.currentThread().isInterrupted()) {
            most.accumulateAndGet(ResidentSet.of(pid), Math::max);
            LockSupport.parkNanos(SAMPLING.toNanos());
        }
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
