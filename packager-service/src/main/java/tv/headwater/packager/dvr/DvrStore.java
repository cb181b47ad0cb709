package tv.headwater.packager.dvr;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;
import tv.headwater.packager.dvr.DvrMetrics.Loss;
import tv.headwater.packager.segment.MediaSegment;

/**
 * Keeps the segments of all streams on disk. Any thread may call it, event loops too: nothing but {@link #open}, {@link
 * #close} and who says so waits for the disk.
 */
public final class DvrStore implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DvrStore.class);

    /** How many renditions are opened at once. */
    private static final int OPENING_THREADS = 4;

    /** How long what waits to be written may take at close. */
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final Map<RenditionKey, RenditionVolumes> renditions;
    private final DirectoryLock lock;
    private final WriteQueue queue;
    private final Room room;
    private final DvrMetrics metrics;
    private final DvrReader reader;
    private final DvrWriter writer;
    private final Thread thread;

    /**
     * Opens what is in {@code directory}, which is made if need be. What a crash left unfinished is cut off, what is damaged
     * is left out and counted.
     *
     * @throws IOException if another store has it open, or it cannot be listed
     */
    public static DvrStore open(
            Path directory, DvrLimits limits, Clock clock, MeterRegistry registry)
            throws IOException {
        Files.createDirectories(directory);
        return open(
                directory, limits, Files.getFileStore(directory)::getUsableSpace, clock, registry);
    }

    static DvrStore open(
            Path directory,
            DvrLimits limits,
            FreeSpace freeSpace,
            Clock clock,
            MeterRegistry registry)
            throws IOException {
        var lock = DirectoryLock.of(directory);
        try {
            return new DvrStore(directory, limits, freeSpace, clock, registry, lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private DvrStore(
            Path directory,
            DvrLimits limits,
            FreeSpace freeSpace,
            Clock clock,
            MeterRegistry registry,
            DirectoryLock lock)
            throws IOException {
        this.lock = lock;
        metrics = new DvrMetrics(registry);
        long began = System.nanoTime();
        renditions = renditions(directory, limits, metrics);
        queue = new WriteQueue(limits.queueBytes());
        room = new Room(limits, freeSpace, clock);
        reader = new DvrReader(directory, limits, queue, metrics);
        writer = new DvrWriter(directory, limits, queue, room, clock, metrics, renditions);
        metrics.gauge("bytes", this, DvrStore::bytes);
        metrics.gauge("queue.bytes", queue, WriteQueue::bytes);
        metrics.gauge("full", room, each -> each.state().full() ? 1 : 0);
        log.info(
                "DVR in {}: {} renditions, {} bytes, opened in {} ms",
                directory,
                renditions.size(),
                bytes(),
                Duration.ofNanos(System.nanoTime() - began).toMillis());
        thread = Thread.ofPlatform().name("dvr-writer").start(writer);
    }

    private static Map<RenditionKey, RenditionVolumes> renditions(
            Path directory, DvrLimits limits, DvrMetrics metrics) throws IOException {
        Map<RenditionKey, RenditionVolumes> opened = new ConcurrentHashMap<>();
        try (var threads = Executors.newFixedThreadPool(OPENING_THREADS)) {
            List<Future<?>> openings = new ArrayList<>();
            for (var key : keys(directory)) {
                openings.add(
                        threads.submit(() -> {
                            var rendition = new RenditionVolumes(directory, key, limits);
                            metrics.corrupt(rendition.open());
                            if (!rendition.isEmpty()) {
                                opened.put(key, rendition);
                            }
                            return key;
                        }));
            }
            for (var opening : openings) {
                opening.get();
            }
            return opened;
        } catch (ExecutionException e) {
            throw new IOException("DVR directory " + directory + " cannot be opened", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while opening " + directory, e);
        }
    }

    private static List<RenditionKey> keys(Path directory) throws IOException {
        List<RenditionKey> keys = new ArrayList<>();
        for (var stream : directories(directory)) {
            if (StreamId.isValid(stream)) {
                for (var rendition : directories(directory.resolve(stream))) {
                    if (Rendition.isValid(rendition)) {
                        keys.add(new RenditionKey(new StreamId(stream), new Rendition(rendition)));
                    }
                }
            }
        }
        return keys;
    }

    private static List<String> directories(Path parent) throws IOException {
        try (var children = Files.list(parent)) {
            return children.filter(Files::isDirectory)
                    .map(child -> child.getFileName().toString())
                    .toList();
        }
    }

    /**
     * Takes a complete segment in, to be written soon. Once more the same is nothing; another one with the number of one that
     * is there is not taken.
     *
     * @return false if there is no room in the queue and it is dropped
     */
    public boolean append(StreamId streamId, Rendition rendition, MediaSegment segment) {
        return append(streamId, rendition, segment, Duration.ZERO);
    }

    /**
     * Likewise, but for those who have time: if need be the caller waits for room in the queue.
     *
     * @param patience for how long
     */
    public boolean append(
            StreamId streamId, Rendition rendition, MediaSegment segment, Duration patience) {
        var append = new Work.Append(new RenditionKey(streamId, rendition), segment);
        boolean taken = false;
        try {
            taken = queue.offer(append, patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!taken) {
            metrics.dropped(Loss.QUEUE);
        }
        return taken;
    }

    /** What there is of a rendition now; empty if nothing. */
    public DvrIndex index(StreamId streamId, Rendition rendition) {
        return index(new RenditionKey(streamId, rendition));
    }

    private DvrIndex index(RenditionKey key) {
        var volumes = renditions.get(key);
        return volumes == null ? DvrIndex.EMPTY : volumes.index();
    }

    /** All renditions there is something of. */
    public Set<RenditionKey> held() {
        return Set.copyOf(renditions.keySet());
    }

    /** Reads a segment. The stage completes on a virtual thread or at once, and never exceptionally. */
    public CompletableFuture<StoredMedia> read(StreamId streamId, Rendition rendition, long msn) {
        var key = new RenditionKey(streamId, rendition);
        return reader.read(key, index(key), msn);
    }

    /**
     * Deletes what ends at or before {@code dateTime}, as far as whole volumes do; the rest of it stays listed.
     *
     * @param dateTime µs since 1970
     */
    public void expire(StreamId streamId, Rendition rendition, long dateTime) {
        queue.put(new Work.Expire(new RenditionKey(streamId, rendition), dateTime));
    }

    /** Deletes all of a stream, also what waits to be written. */
    public void forget(StreamId streamId) {
        queue.put(new Work.Forget(streamId));
    }

    /** Whether it grows, and why not. */
    public DvrState state() {
        return room.state();
    }

    /** Of all its files. */
    public long bytes() {
        return writer.bytes();
    }

    /** Writes what waits, for {@link #DRAIN} at most, and lets go of the directory. */
    @Override
    public void close() throws IOException {
        queue.close();
        try {
            if (!thread.join(DRAIN)) {
                log.warn("DVR: {} bytes could not be written in {}", queue.bytes(), DRAIN);
                thread.interrupt();
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.close();
        }
    }
}
