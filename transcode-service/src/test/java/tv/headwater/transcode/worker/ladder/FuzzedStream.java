package tv.headwater.transcode.worker.ladder;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.EndOfSession;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.MediaRecordCodec;
import tv.headwater.transcode.ladder.Profile;
import tv.headwater.transcode.process.Worker;
import tv.headwater.transcode.process.WorkerListener;
import tv.headwater.transcode.process.WorkerProcesses;
import tv.headwater.transcode.wire.WireMessage;

/** A stream that has a worker, and gets another when that ends. Fed by one thread. */
final class FuzzedStream implements AutoCloseable {

    /** A worker that takes nothing for so long hangs. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final WorkerProcesses workers;
    private final Thread watch;
    private final AtomicInteger hangs = new AtomicInteger();
    private volatile long sendingSince;
    private volatile Worker worker;
    private volatile boolean isGone = true;
    private volatile boolean closed;
    private int started;

    private final List<String> ends = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final List<AccessUnit> watched = new ArrayList<>();
    private final Set<Rendition> ended = new HashSet<>();
    private long watchedFrom = Long.MAX_VALUE;
    private long decodeErrors;
    private long decodeErrorsBefore;

    FuzzedStream(WorkerProcesses workers) {
        this.workers = workers;
        this.watch = Thread.ofVirtual().start(this::watch);
    }

    /** Sends a record to its worker, or to the next one. */
    void send(MediaRecord record) {
        var message = new WireMessage.Media(ByteBuffer.wrap(MediaRecordCodec.encode(record)));
        try {
            if (isGone) {
                isGone = false;
                started++;
                worker =
                        workers.start(
                                Jobs.job(started % 2 == 0 ? Profile.QUALITY : Profile.LOW_LATENCY),
                                new Listener());
            }
            sendingSince = System.nanoTime();
            worker.send(message);
        } catch (IOException e) {
            await("the end of a worker that takes nothing").atMost(PATIENCE).until(() -> isGone);
        } finally {
            sendingSince = 0;
        }
    }

    private void watch() {
        while (!closed) {
            long since = sendingSince;
            if (since != 0 && System.nanoTime() - since > PATIENCE.toNanos()) {
                hangs.incrementAndGet();
                worker.kill();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
    }

    void killItsProcess() {
        ProcessHandle.of(worker.pid()).orElseThrow().destroyForcibly();
        await().atMost(PATIENCE).until(() -> isGone);
    }

    /** From here on keeps what comes out of segments from this one on. */
    synchronized void watch(long segment) {
        watchedFrom = segment;
        watched.clear();
        ended.clear();
    }

    void awaitEnds() {
        await("END in each rung").atMost(PATIENCE).until(() -> isGone || hasEnded());
    }

    private synchronized boolean hasEnded() {
        return ended.containsAll(Jobs.BOTH);
    }

    /** When the pictures watched are shown, in order. */
    synchronized List<Long> pictures(Rendition rung) {
        return watched.stream()
                .filter(unit -> unit.stamp().rendition().equals(rung))
                .map(AccessUnit::pts)
                .sorted()
                .toList();
    }

    synchronized List<String> ends() {
        return List.copyOf(ends);
    }

    synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    synchronized long decodeErrors() {
        return decodeErrorsBefore + decodeErrors;
    }

    int hangs() {
        return hangs.get();
    }

    int workers() {
        return started;
    }

    @Override
    public void close() {
        closed = true;
        if (worker != null) {
            worker.kill();
        }
        try {
            watch.join();
        } catch (InterruptedException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    private final class Listener implements WorkerListener {

        @Override
        public void on(WireMessage message) {
            synchronized (FuzzedStream.this) {
                switch (message) {
                    case WireMessage.Media media -> record(MediaRecordCodec.decode(media.record()));
                    case WireMessage.Progress progress -> decodeErrors = progress.decodeErrors();
                    case WireMessage.Note note when note.level() == WireMessage.Level.ERROR ->
                            failures.add(note.text());
                    default -> {}
                }
            }
        }

        private void record(MediaRecord record) {
            if (record.stamp().segment() < watchedFrom) {
                return;
            }
            if (record instanceof AccessUnit unit) {
                watched.add(unit);
            } else if (record instanceof EndOfSession end) {
                ended.add(end.stamp().rendition());
            }
        }

        @Override
        public void exited(String why) {
            synchronized (FuzzedStream.this) {
                ends.add(why);
                decodeErrorsBefore += decodeErrors;
                decodeErrors = 0;
            }
            isGone = true;
        }
    }
}
