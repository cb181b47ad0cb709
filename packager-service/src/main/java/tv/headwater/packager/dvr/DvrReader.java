package tv.headwater.packager.dvr;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads segments, each on a virtual thread of its own, some at once. */
final class DvrReader {

    private static final Logger log = LoggerFactory.getLogger(DvrReader.class);
    private static final StoredMedia MISSING = new StoredMedia.Missing();
    private static final StoredMedia BUSY = new StoredMedia.Busy();

    private final Path directory;
    private final WriteQueue queue;
    private final DvrMetrics metrics;
    private final Semaphore admitted;
    private final Semaphore reading;

    DvrReader(Path directory, DvrLimits limits, WriteQueue queue, DvrMetrics metrics) {
        this.directory = directory;
        this.queue = queue;
        this.metrics = metrics;
        this.admitted = new Semaphore(limits.concurrentReads() + limits.waitingReads());
        this.reading = new Semaphore(limits.concurrentReads());
    }

    /** Never completes exceptionally. */
    CompletableFuture<StoredMedia> read(RenditionKey key, DvrIndex index, long msn) {
        var placement = index.placementOf(msn);
        if (placement == null) {
            return done(MISSING);
        }
        if (!admitted.tryAcquire()) {
            return done(BUSY);
        }
        var result = new CompletableFuture<StoredMedia>();
        Thread.ofVirtual()
                .name("dvr-read")
                .start(() -> {
                    try {
                        result.complete(readNow(key, placement));
                    } finally {
                        result.complete(MISSING);
                    }
                });
        return result;
    }

    private CompletableFuture<StoredMedia> done(StoredMedia media) {
        metrics.read(media);
        return CompletableFuture.completedFuture(media);
    }

    private StoredMedia readNow(RenditionKey key, Placement placement) {
        try {
            reading.acquireUninterruptibly();
            try {
                var media = bytes(key, placement);
                metrics.read(media);
                return media;
            } finally {
                reading.release();
            }
        } finally {
            admitted.release();
        }
    }

    private StoredMedia bytes(RenditionKey key, Placement placement) {
        var file = Volume.file(key.under(directory), placement.volume());
        try (var volume = new VolumeReader(file, new HeadCodec(key, placement.volume()))) {
            var head = volume.head(placement.offset());
            if (head != null && !head.equals(placement.head())) {
                // The volume is gone, and another one has its name.
                return MISSING;
            }
            if (head != null) {
                var bytes = volume.read(volume.payloadOffset(placement.offset()), head.length());
                if (Head.crcOf(bytes) == head.crc()) {
                    return new StoredMedia.Present(bytes.asReadOnlyBuffer());
                }
            }
            return damaged(key, placement, "its CRC does not match");
        } catch (NoSuchFileException e) {
            return MISSING;
        } catch (IOException e) {
            return damaged(key, placement, String.valueOf(e.getMessage()));
        }
    }

    private StoredMedia damaged(RenditionKey key, Placement placement, String why) {
        metrics.corrupt(1);
        log.warn(
                "DVR of {}: segment {} in volume {} is damaged and counts as missing: {}",
                key,
                placement.msn(),
                placement.volume(),
                why);
        queue.put(new Work.Discard(key, placement));
        return MISSING;
    }
}
