package tv.headwater.transcode.stream;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.SessionConfig;
import tv.headwater.contract.node.LadderHealth;
import tv.headwater.transcode.log.Position;

/**
 * One stream's ladder, from its first CONFIG here until the lane goes or the stream is over. The thread that reads the lanes
 * {@link #add}s records and asks for the {@link #position}; a {@link StreamThread} of its own does the work; one thread for all
 * streams {@link #tick}s.
 */
final class StreamTranscode {

    private static final Logger log = LoggerFactory.getLogger(StreamTranscode.class);

    /** A stream that is over may still get records for so long. */
    static final Duration SETTLE = Duration.ofSeconds(3);

    /** A publisher without a reconnect window may be silent for so long. */
    static final Duration LEAST_WINDOW = Duration.ofSeconds(10);

    private final int lane;
    private final StreamId streamId;
    private final Surroundings around;
    private final Backlog backlog;
    private final Overload overload;
    private final StreamThread work;
    private volatile SessionConfig config;
    private volatile Plan plan;
    private volatile long lastAdded;
    private volatile long newestMicros = Long.MIN_VALUE;
    private volatile long oldestMicros = Long.MIN_VALUE;

    /**
     * Starts its thread.
     *
     * @param hint offset in {@code rendition-media} before which nothing of interest stands
     * @param config the stream's newest
     * @param first what is to be done before all else, on the stream's thread
     */
    StreamTranscode(
            int lane,
            StreamId streamId,
            long hint,
            Plan plan,
            SessionConfig config,
            Surroundings around,
            Runnable first) {
        this.lane = lane;
        this.streamId = streamId;
        this.around = around;
        this.plan = plan;
        this.config = config;
        this.backlog = new Backlog(around.limits().backlogLimit());
        this.overload = new Overload(around.nanos());
        this.lastAdded = around.nanos().getAsLong();
        this.work =
                new StreamThread(
                        lane, streamId, hint, around, backlog, overload, () -> this.plan, first);
        work.start();
    }

    StreamId streamId() {
        return streamId;
    }

    int lane() {
        return lane;
    }

    /** Takes the next source record in; false if this is over and the stream needs another. */
    boolean add(SourceRecord record) {
        if (!work.isRunning()) {
            return false;
        }
        if (!backlog.add(record)) {
            around.metrics().dropped("repeated");
            return true;
        }
        lastAdded = around.nanos().getAsLong();
        if (record.media() instanceof Configuration configuration) {
            config = configuration.config();
            planAnew();
        } else if (record.isPicture() && record.media() instanceof AccessUnit unit) {
            newestMicros = Emitted.shownMicros(unit);
            if (oldestMicros == Long.MIN_VALUE) {
                oldestMicros = newestMicros;
            }
        }
        work.wake();
        return true;
    }

    boolean isFull() {
        return backlog.isFull();
    }

    /** From where on the stream's records would be needed, null if none are. */
    @Nullable Position position() {
        work.trim();
        var source = backlog.oldestOffset();
        return source.isEmpty() ? null : new Position(source.getAsLong(), hint());
    }

    /** Offset in {@code rendition-media} before which nothing stands that is needed. */
    long hint() {
        return work.renditions().hint();
    }

    /** Lets the worker give out what it has decoded; {@link #awaitStopped} tells when that is done. */
    void drain() {
        work.drain();
    }

    /** Ends everything at once. */
    void kill() {
        work.kill();
    }

    /** Whether it has stopped in time. */
    boolean awaitStopped(Duration patience) {
        return work.awaitStopped(patience);
    }

    /** Whether it has stopped because the stream is over. */
    boolean isOver() {
        return work.isReleased() && work.isStopped();
    }

    /** Looks after it; to be called several times a second. */
    void tick() {
        work.trim();
        var worker = work.worker();
        if (worker != null) {
            // The lag of a worker that has yet to begin says nothing of what it can do.
            if (worker.isDecoding() && overload.update(lagMillis(), plan)) {
                log.info(
                        "stream {}: {} ms behind, it does without {}",
                        streamId,
                        lagMillis(),
                        overload.shed());
                work.wake();
            }
            if (worker.isHungNow()) {
                Thread.ofVirtual().name("kill-" + streamId).start(worker::kill);
            }
            around.capacity().set(streamId, cost());
        }
        if (work.isRunning()) {
            planAnew();
            if (isSilentForGood()) {
                work.release();
            }
        }
    }

    private void planAnew() {
        var settings = around.settings().apply(streamId);
        if (settings != null) {
            var now = Plan.of(settings, config);
            boolean another = !now.sameJob(plan);
            plan = now;
            if (another) {
                work.renew();
            }
        }
    }

    private boolean isSilentForGood() {
        if (backlog.hasNext()) {
            return false;
        }
        var settings = around.settings().apply(streamId);
        if (settings == null) {
            return true;
        }
        var patience = SETTLE;
        if (settings.status().isPublished()) {
            var window = Duration.ofSeconds(settings.reconnectWindowSeconds());
            patience = SETTLE.plus(window.compareTo(LEAST_WINDOW) > 0 ? window : LEAST_WINDOW);
        }
        return around.nanos().getAsLong() - lastAdded > patience.toNanos();
    }

    /** Whether a worker is at work. */
    boolean isWorking() {
        return work.worker() != null;
    }

    /** In encoder-seconds per second, whether it is taken on or not. */
    double cost() {
        return overload.cost(plan);
    }

    /** Media between the newest source picture and the newest that stands in all renditions. */
    long lagMillis() {
        long newest = newestMicros;
        if (newest == Long.MIN_VALUE) {
            return 0;
        }
        return Math.max(0, newest - work.renditions().shownMicros().orElse(oldestMicros)) / 1000;
    }

    /** Media seconds per second of work, 0 while unknown. */
    double speed() {
        return overload.speed();
    }

    int shedRungs() {
        return overload.shed().size();
    }

    LadderHealth health() {
        var worker = work.worker();
        var progress = worker == null ? null : worker.progress();
        return new LadderHealth(
                progress == null ? List.of() : progress.rungs(),
                speed(),
                lagMillis(),
                work.losses().restarts(),
                work.losses().skipped(),
                work.decodeErrors());
    }
}
