package tv.headwater.packager.timeshift;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;
import tv.headwater.packager.dvr.DvrIndex;
import tv.headwater.packager.dvr.StoredMedia;
import tv.headwater.packager.dvr.StoredSegment;
import tv.headwater.packager.segment.MediaSegment;
import tv.headwater.packager.window.StreamWindow;
import tv.headwater.packager.window.WindowLimits;

/**
 * Windows of streams that are on disk and not in the log any more: their newest segments, before which playlists list the others.
 * Safe for use by many threads.
 */
final class RestoredWindows {

    /** Of so many streams; those asked for longest ago go first. */
    static final int MAX = 8;

    private static final WindowLimits LIMITS =
            new WindowLimits(Duration.ofMillis(1), Long.MAX_VALUE);

    /** Reads a segment from disk. */
    interface Reading {
        CompletableFuture<StoredMedia> read(StreamId streamId, Rendition rendition, long msn);
    }

    private final Reading reading;
    private final Map<StreamId, Restored> all = new LinkedHashMap<>();
    private final Executor threads = task -> Thread.ofVirtual().name("dvr-restore").start(task);

    private record Restored(
            Map<Rendition, DvrIndex> disk, CompletableFuture<Optional<StreamWindow>> window) {}

    RestoredWindows(Reading reading) {
        this.reading = reading;
    }

    /**
     * A stream's window; empty if the disk has too much to do now.
     *
     * @param disk what there is of each rendition, at least a segment
     */
    synchronized CompletableFuture<Optional<StreamWindow>> of(
            StreamId streamId, Map<Rendition, DvrIndex> disk) {
        var known = all.remove(streamId);
        var now = known != null && known.disk().equals(disk) ? known : restoring(streamId, disk);
        all.put(streamId, now);
        if (all.size() > MAX) {
            all.remove(all.keySet().iterator().next());
        }
        return now.window();
    }

    private Restored restoring(StreamId streamId, Map<Rendition, DvrIndex> disk) {
        var window = CompletableFuture.supplyAsync(() -> restored(streamId, disk), threads);
        var restored = new Restored(Map.copyOf(disk), window);
        window.whenComplete((found, _) -> {
            if (found == null || found.isEmpty()) {
                forget(streamId, restored);
            }
        });
        return restored;
    }

    private synchronized void forget(StreamId streamId, Restored restored) {
        all.remove(streamId, restored);
    }

    private Optional<StreamWindow> restored(StreamId streamId, Map<Rendition, DvrIndex> disk) {
        var window = StreamWindow.EMPTY;
        for (var entry : disk.entrySet()) {
            var rendition = entry.getKey();
            var index = entry.getValue();
            int size = index.size();
            var track = index.get(size - 1).init().track();
            window =
                    window.configured(
                            List.of(rendition), Map.of(rendition, track), targetDuration(index), 0);
            for (int i = Math.max(0, size - WindowLimits.MIN_LISTED); i < size; i++) {
                var stored = index.get(i);
                switch (reading.read(streamId, rendition, stored.msn()).join()) {
                    case StoredMedia.Present(var bytes) ->
                            window = window.with(rendition, segment(stored, bytes), LIMITS);
                    case StoredMedia.Missing _ -> {}
                    case StoredMedia.Busy _ -> {
                        return Optional.empty();
                    }
                }
            }
            window = window.opened(List.of(rendition), false);
        }
        return Optional.of(window);
    }

    /** That of the log is not known any more: what all segments fit in. */
    private static int targetDuration(DvrIndex index) {
        double longest = index.segments().mapToDouble(StoredSegment::seconds).max().orElse(1);
        return Math.max(1, Math.toIntExact(Math.round(longest)));
    }

    private static MediaSegment segment(StoredSegment stored, ByteBuffer bytes) {
        return new MediaSegment(
                stored.msn(),
                stored.init(),
                stored.start(),
                stored.duration(),
                stored.programDateTime(),
                stored.samples(),
                stored.independent(),
                List.of(),
                List.of(bytes));
    }
}
