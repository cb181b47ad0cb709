package tv.headwater.transcode.stream;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.EndOfSession;

/**
 * Posters of the streams that are not transcoded, by one worker for all. The thread that reads the lanes asks for them; a {@link
 * PosterThread} has them made. A stream whose pictures three workers did not survive gets none until its next session.
 */
final class Posters implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Posters.class);

    /** Streams whose posters may wait; the one that waits longest goes where there are more. */
    static final int MAX_WAITING = 256;

    /** Streams that are known; the one that was heard of first goes where there are more. */
    static final int MAX_STREAMS = 10_000;

    /** What a poster is made of. */
    record Request(int lane, long hint, StreamId streamId, ByteBuffer config, ByteBuffer picture) {}

    /** A stream as it comes. */
    private static final class Source {
        private final int lane;
        private long epoch;
        private ByteBuffer config;
        private int strikes;
        private long nextAt = Long.MIN_VALUE;

        Source(int lane, long epoch, ByteBuffer config) {
            this.lane = lane;
            this.epoch = epoch;
            this.config = config;
        }
    }

    private final Surroundings around;
    private final Map<StreamId, Source> sources = new LinkedHashMap<>();
    private final LinkedHashMap<StreamId, Request> waiting = new LinkedHashMap<>();
    private final PosterThread thread;
    private boolean closed;

    Posters(Surroundings around) {
        this.around = around;
        this.thread = new PosterThread(around, this);
    }

    /** A record of a stream that is not transcoded. */
    synchronized void on(int lane, long hint, SourceRecord record) {
        if (around.limits().posterInterval().isZero() || closed) {
            return;
        }
        var stamp = record.media().stamp();
        var source = sources.get(stamp.streamId());
        if (record.media() instanceof Configuration) {
            if (source == null || source.lane != lane) {
                sources.put(stamp.streamId(), new Source(lane, stamp.epoch(), record.bytes()));
                bound(sources, MAX_STREAMS);
            } else if (stamp.epoch() >= source.epoch) {
                source.strikes = stamp.epoch() > source.epoch ? 0 : source.strikes;
                source.epoch = stamp.epoch();
                source.config = record.bytes();
            }
        } else if (source != null && stamp.epoch() == source.epoch) {
            if (record.media() instanceof EndOfSession) {
                sources.remove(stamp.streamId());
            } else if (record.isPicture()
                    && record.media() instanceof AccessUnit unit
                    && unit.randomAccess()) {
                ask(lane, hint, stamp.streamId(), source, record.bytes());
            }
        }
    }

    private void ask(int lane, long hint, StreamId id, Source source, ByteBuffer picture) {
        long now = around.nanos().getAsLong();
        boolean due = source.nextAt == Long.MIN_VALUE || now - source.nextAt >= 0;
        if (!due || source.strikes >= around.limits().strikes()) {
            return;
        }
        source.nextAt = now + around.limits().posterInterval().toNanos();
        // The newest picture, in the place of an older one that still waits.
        waiting.put(id, new Request(lane, hint, id, source.config, picture));
        bound(waiting, MAX_WAITING);
        thread.start();
        notifyAll();
    }

    private static void bound(Map<StreamId, ?> map, int limit) {
        if (map.size() > limit) {
            map.remove(map.keySet().iterator().next());
        }
    }

    /** The next to be made; null when this ends. */
    synchronized @Nullable Request take() throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait();
        }
        if (closed) {
            return null;
        }
        return waiting.pollFirstEntry().getValue();
    }

    /** A worker did not survive a picture of this stream. */
    synchronized void strike(StreamId streamId, String why) {
        var source = sources.get(streamId);
        if (source != null) {
            source.strikes++;
            if (source.strikes == around.limits().strikes()) {
                log.warn(
                        "stream {}: it gets no posters in this session, {} workers did not survive it; the last: {}",
                        streamId,
                        source.strikes,
                        why);
            }
        }
    }

    /** Whether the lane is still this node's, as far as posters are concerned. */
    synchronized boolean isWanted(Request request) {
        var source = sources.get(request.streamId());
        return !closed && source != null && source.lane == request.lane();
    }

    /** The stream is transcoded now, which brings posters too. */
    synchronized void leave(StreamId streamId) {
        sources.remove(streamId);
        waiting.remove(streamId);
    }

    /** After {@link #leave}: gives its claim up, and returns when no poster of it can come any more. */
    void release(StreamId streamId) {
        thread.forget(streamId);
    }

    /** A lane goes. */
    void leave(int lane) {
        synchronized (this) {
            sources.values().removeIf(source -> source.lane == lane);
            waiting.values().removeIf(request -> request.lane() == lane);
        }
        // It may be claiming, which takes a while; nobody waits for that here.
        Thread.ofVirtual().name("posters-leave-" + lane).start(() -> thread.leave(lane));
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        thread.close();
    }
}
