package tv.headwater.transcode.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.MalformedMediaRecord;
import tv.headwater.contract.media.MediaRecordCodec;
import tv.headwater.transcode.process.Worker;
import tv.headwater.transcode.process.WorkerListener;
import tv.headwater.transcode.wire.WireMessage;
import tv.headwater.transcode.wire.WorkerJob;

/** Has one poster after the other made by one worker, which is started when there is the first to make. */
final class PosterThread implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PosterThread.class);

    /** A worker that takes longer for one picture is killed; it has the lowest priority of all. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration RETRY = Duration.ofSeconds(2);

    /** Streams claimed at once; the one whose poster is oldest is let go where there are more. */
    static final int MAX_CLAIMS = 200;

    private record Claimed(int lane, long sequence) {}

    /** What a worker says, and that it is gone. */
    private static final class Answers implements WorkerListener {

        private final BlockingQueue<Object> queue = new LinkedBlockingQueue<>(64);

        @Override
        public void on(WireMessage message) {
            if (message instanceof WireMessage.Media || message instanceof WireMessage.NoPoster) {
                queue.offer(message);
            }
        }

        @Override
        public void exited(String why) {
            queue.clear();
            queue.offer(why);
        }
    }

    private final Surroundings around;
    private final Posters posters;
    private final AtomicBoolean started = new AtomicBoolean();
    private final Thread thread = Thread.ofVirtual().name("posters").unstarted(this::run);
    private final ReentrantLock claiming = new ReentrantLock();
    private final Map<StreamId, Claimed> claims = new LinkedHashMap<>(16, 0.75f, true);
    private @Nullable Worker worker;
    private CpuTime cpu;
    private Answers answers = new Answers();

    PosterThread(Surroundings around, Posters posters) {
        this.around = around;
        this.posters = posters;
        this.cpu = new CpuTime(around.metrics());
    }

    /** Does nothing the second time. */
    void start() {
        if (started.compareAndSet(false, true)) {
            thread.start();
        }
    }

    private void run() {
        try {
            for (var request = posters.take(); request != null; request = posters.take()) {
                try {
                    make(request);
                } catch (IOException e) {
                    log.warn("no worker for posters: {}", e.getMessage());
                    Thread.sleep(RETRY);
                } catch (RuntimeException e) {
                    log.warn("stream {}: no poster: {}", request.streamId(), e.getMessage());
                    Thread.sleep(RETRY);
                }
            }
        } catch (InterruptedException e) {
            // close() does so
        } finally {
            end();
        }
    }

    private void make(Posters.Request request) throws IOException, InterruptedException {
        var to = worker == null ? begin() : worker;
        Object answer;
        try {
            to.send(new WireMessage.Media(request.config()));
            to.send(new WireMessage.Media(request.picture()));
            answer = answers.queue.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (IOException e) {
            answer = String.valueOf(e.getMessage());
        }
        cpu.used(to.cpu());
        switch (answer) {
            case WireMessage.Media poster -> append(request, poster.record());
            case WireMessage.NoPoster no -> log.debug("stream {}: {}", no.streamId(), no.why());
            case null -> {
                end();
                posters.strike(request.streamId(), "it hung and was killed");
            }
            default -> {
                end();
                posters.strike(request.streamId(), answer.toString());
            }
        }
    }

    private Worker begin() throws IOException {
        answers = new Answers();
        var begun =
                around.workers().start(new WorkerJob.Posters(around.limits().maxPixels()), answers);
        worker = begun;
        cpu = new CpuTime(around.metrics());
        return begun;
    }

    private void end() {
        var now = worker;
        worker = null;
        if (now != null) {
            cpu.used(now.cpu());
            now.kill();
        }
    }

    private void append(Posters.Request request, ByteBuffer bytes) {
        // Held while claiming, so that forget() can wait until nothing more is claimed.
        claiming.lock();
        try {
            if (MediaRecordCodec.decode(bytes) instanceof AccessUnit poster
                    && poster.stamp().rendition().equals(Rendition.POSTER)
                    && poster.stamp().streamId().equals(request.streamId())
                    && posters.isWanted(request)) {
                var record = poster.stamped(poster.stamp().numbered(sequence(request)));
                around.log()
                        .append(
                                request.lane(),
                                request.streamId(),
                                List.of(ByteBuffer.wrap(MediaRecordCodec.encode(record))))
                        .whenComplete((_, e) -> {
                            if (e == null) {
                                around.metrics().poster();
                            } else {
                                Thread.ofVirtual().start(() -> forget(request.streamId()));
                            }
                        });
            }
        } catch (MalformedMediaRecord e) {
            log.warn("stream {}: its poster is dropped: {}", request.streamId(), e.getMessage());
        } finally {
            claiming.unlock();
        }
    }

    /** The next of the stream, which is claimed first where it is not. */
    private long sequence(Posters.Request request) {
        var known = claims.get(request.streamId());
        long sequence =
                known != null && known.lane() == request.lane()
                        ? known.sequence()
                        : around.log()
                                .claim(
                                        request.lane(),
                                        request.streamId(),
                                        request.hint(),
                                        (_, _) -> {});
        claims.put(request.streamId(), new Claimed(request.lane(), sequence + 1));
        if (claims.size() > MAX_CLAIMS) {
            release(claims.keySet().iterator().next());
        }
        return sequence;
    }

    private void release(StreamId streamId) {
        if (claims.remove(streamId) != null) {
            around.log().release(streamId);
        }
    }

    /** The stream is not this thread's any more; waits while it is being claimed. */
    void forget(StreamId streamId) {
        claiming.lock();
        try {
            release(streamId);
        } finally {
            claiming.unlock();
        }
    }

    void leave(int lane) {
        claiming.lock();
        try {
            claims.entrySet().stream()
                    .filter(claim -> claim.getValue().lane() == lane)
                    .map(Map.Entry::getKey)
                    .toList()
                    .forEach(this::release);
        } finally {
            claiming.unlock();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
