package tv.headwater.packager.dvr;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.headwater.packager.dvr.DvrMetrics.Loss;
import tv.headwater.packager.dvr.DvrMetrics.Removal;
import tv.headwater.packager.segment.MediaSegment;

/** Does all that changes anything on disk, on one thread, which ends when its queue is closed and empty. */
final class DvrWriter implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(DvrWriter.class);

    /** How often it looks around when there is nothing to write. */
    private static final Duration TICK = Duration.ofSeconds(1);

    /** A volume that has not been written to for so long is closed. */
    private static final Duration IDLE = Duration.ofMinutes(1);

    private final Path directory;
    private final DvrLimits limits;
    private final WriteQueue queue;
    private final Room room;
    private final Clock clock;
    private final DvrMetrics metrics;
    private final Map<RenditionKey, RenditionVolumes> renditions;
    private final AtomicLong bytes;

    /**
     * @param renditions read by everyone, changed here alone from now on
     */
    DvrWriter(
            Path directory,
            DvrLimits limits,
            WriteQueue queue,
            Room room,
            Clock clock,
            DvrMetrics metrics,
            Map<RenditionKey, RenditionVolumes> renditions) {
        this.directory = directory;
        this.limits = limits;
        this.queue = queue;
        this.room = room;
        this.clock = clock;
        this.metrics = metrics;
        this.renditions = renditions;
        this.bytes =
                new AtomicLong(
                        renditions.values().stream().mapToLong(RenditionVolumes::bytes).sum());
    }

    /** Of all files. */
    long bytes() {
        return bytes.get();
    }

    @Override
    public void run() {
        long ticked = Long.MIN_VALUE;
        try {
            for (var work = queue.poll(TICK);
                    work != null || !queue.isClosed();
                    work = queue.poll(TICK)) {
                var next = work;
                if (next != null) {
                    guarded(() -> carryOut(next));
                }
                if (clock.millis() >= ticked + TICK.toMillis()) {
                    ticked = clock.millis();
                    guarded(this::tick);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            renditions.values().forEach(this::rest);
        }
    }

    /** One failure must not end all writing. */
    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            metrics.dropped(Loss.FAULT);
            log.error("DVR: writing failed", e);
        }
    }

    private void carryOut(Work work) {
        switch (work) {
            case Work.Append append -> append(append.key(), append.segment());
            case Work.Expire expire -> expire(expire);
            case Work.Forget forget -> forget(forget);
            case Work.Discard discard -> discard(discard);
        }
    }

    private void append(RenditionKey key, MediaSegment segment) {
        var rendition =
                Optional.ofNullable(renditions.get(key))
                        .orElseGet(() -> new RenditionVolumes(directory, key, limits));
        switch (rendition.fate(segment)) {
            case REPEATED -> {}
            case CONFLICT -> metrics.dropped(Loss.CONFLICT);
            case UNFIT -> metrics.dropped(Loss.UNFIT);
            case WRITTEN -> {
                if (!makeRoom(segment.size(), key) || !room.has(segment.size())) {
                    metrics.dropped(Loss.FULL);
                    return;
                }
                // Making room may have taken away all it had.
                renditions.put(key, rendition);
                write(rendition, segment);
            }
        }
    }

    private void write(RenditionVolumes rendition, MediaSegment segment) {
        long before = rendition.bytes();
        try {
            rendition.append(segment, clock.millis());
            metrics.written(segment.size());
            room.written();
        } catch (IOException e) {
            metrics.dropped(Loss.FULL);
            room.failed(e);
        } finally {
            bytes.addAndGet(rendition.bytes() - before);
            removeIfEmpty(rendition);
        }
    }

    /** Deletes the oldest media of all, until so many bytes fit; but not what {@code writing} is at. */
    private boolean makeRoom(long more, @Nullable RenditionKey writing) {
        while (bytes.get() + more > limits.maxBytes()) {
            var oldest =
                    renditions.values().stream()
                            .filter(each -> !each.key().equals(writing) || each.hasSeveral())
                            .filter(each -> !each.isEmpty())
                            .min(Comparator.comparingLong(RenditionVolumes::oldestDateTime));
            if (oldest.isEmpty() || !change(oldest.get(), Removal.LIMIT, this::deleteOldest)) {
                return false;
            }
        }
        return true;
    }

    private int deleteOldest(RenditionVolumes rendition) throws IOException {
        rendition.deleteOldest();
        return 1;
    }

    private void expire(Work.Expire expire) {
        var rendition = renditions.get(expire.key());
        if (rendition != null) {
            change(rendition, Removal.EXPIRED, each -> each.expire(expire.dateTime()));
        }
    }

    private void forget(Work.Forget forget) {
        renditions.values().stream()
                .filter(each -> each.key().streamId().equals(forget.streamId()))
                .toList()
                .forEach(each ->
                        change(each, Removal.FORGOTTEN, rendition -> rendition.deleteVolumes()));
    }

    private void discard(Work.Discard discard) {
        var rendition = renditions.get(discard.key());
        if (rendition != null) {
            rendition.discard(discard.placement());
        }
    }

    /** What deletes volumes and says how many. */
    private interface Deletion {
        int from(RenditionVolumes rendition) throws IOException;
    }

    private boolean change(RenditionVolumes rendition, Removal why, Deletion deletion) {
        long before = rendition.bytes();
        try {
            metrics.removed(why, deletion.from(rendition));
            return true;
        } catch (IOException e) {
            log.warn("DVR of {}: volumes cannot be deleted", rendition.key(), e);
            return false;
        } finally {
            bytes.addAndGet(rendition.bytes() - before);
            removeIfEmpty(rendition);
        }
    }

    private void removeIfEmpty(RenditionVolumes rendition) {
        if (rendition.isEmpty()) {
            renditions.remove(rendition.key());
            rendition.deleteDirectories();
        }
    }

    private void tick() {
        makeRoom(0, null);
        room.look();
        long then = clock.millis() - IDLE.toMillis();
        renditions.values().stream().filter(each -> each.isIdleSince(then)).forEach(this::rest);
    }

    private void rest(RenditionVolumes rendition) {
        long before = rendition.bytes();
        try {
            rendition.rest();
        } catch (IOException e) {
            log.warn("DVR of {}: its newest volume is left without index", rendition.key(), e);
        } finally {
            bytes.addAndGet(rendition.bytes() - before);
        }
    }
}
