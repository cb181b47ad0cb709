package tv.headwater.transcode.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * What is configurable of worker processes.
 *
 * @param spares workers started ahead, so that a stream does not wait for one
 * @param readyTimeout longest time for a worker to start; one that makes posters, at its low priority, may take six times as long
 * @param exitTimeout longest time for a worker to end by itself after it closed its socket
 * @param heap of a worker's JVM; encoders and decoders keep their pictures outside of it
 * @param posterNice how much lower than this process's the priority of the worker for posters is, 0 to 19
 * @param libraryCache where FFmpeg's libraries are unpacked, once; null for the user's cache
 * @param directory where a private directory for the workers' socket is made; null for the system's temporary one
 * @param options further options of a worker's JVM, after our own
 */
public record ProcessSettings(
        int spares,
        Duration readyTimeout,
        Duration exitTimeout,
        DataSize heap,
        int posterNice,
        @Nullable Path libraryCache,
        @Nullable Path directory,
        List<String> options) {

    public static final int MAX_SPARES = 64;

    /** Below this a media record of the greatest length does not pass through. */
    public static final DataSize MIN_HEAP = DataSize.ofMegabytes(48);

    private static final int MAX_NICE = 19;

    /**
     * @throws IllegalArgumentException if a value is out of its bounds; the message says which
     */
    public ProcessSettings {
        options = List.copyOf(options);
        libraryCache = orNull(libraryCache);
        directory = orNull(directory);
        if (spares < 0 || spares > MAX_SPARES) {
            throw new IllegalArgumentException("spares " + spares + " is not in 0.." + MAX_SPARES);
        }
        if (readyTimeout.toMillis() < 1 || exitTimeout.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "ready-timeout "
                            + readyTimeout
                            + " or exit-timeout "
                            + exitTimeout
                            + " is no time");
        }
        if (heap.compareTo(MIN_HEAP) < 0) {
            throw new IllegalArgumentException("heap of " + heap + " is less than " + MIN_HEAP);
        }
        if (posterNice < 0 || posterNice > MAX_NICE) {
            throw new IllegalArgumentException(
                    "poster-nice " + posterNice + " is not in 0.." + MAX_NICE);
        }
    }

    /** One spare, 96 MB of heap; 20 s to start and 2 s to end, which a loaded machine may need. */
    public static ProcessSettings usual() {
        return new ProcessSettings(
                1,
                Duration.ofSeconds(20),
                Duration.ofSeconds(2),
                DataSize.ofMegabytes(96),
                10,
                null,
                null,
                List.of());
    }

    public ProcessSettings withSpares(int count) {
        return new ProcessSettings(
                count,
                readyTimeout,
                exitTimeout,
                heap,
                posterNice,
                libraryCache,
                directory,
                options);
    }

    /** An empty value in a file stands for none. */
    private static @Nullable Path orNull(@Nullable Path path) {
        return path == null || path.toString().isBlank() ? null : path;
    }
}
