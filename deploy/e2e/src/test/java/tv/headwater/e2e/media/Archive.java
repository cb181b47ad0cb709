package tv.headwater.e2e.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.LockSupport;

/** Keeps every segment of every video rendition of a stream as a viewer would get it, as soon as it is listed, on a thread of its own. */
public final class Archive implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(250);

    private final Hls hls;
    private final Path directory;
    private final Map<String, NavigableMap<Long, Kept>> renditions = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> complaints = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    private Archive(Hls hls, Path directory) {
        this.hls = hls;
        this.directory = directory;
    }

    /**
     * A segment that was listed.
     *
     * @param init and {@code media} files
     * @param listedAt {@link System#nanoTime} when it was first seen
     */
    public record Kept(
            MediaPlaylist.Segment segment,
            long discontinuitySequence,
            Path init,
            Path media,
            long listedAt) {

        public long msn() {
            return segment.msn();
        }

        public List<Sample> samples() {
            return Cmaf.samples(bytes());
        }

        public byte[] bytes() {
            return read(media);
        }
    }

    /** Begins to keep. */
    public static Archive start(Hls hls, Path directory) {
        var archive = new Archive(hls, directory);
        Thread.ofVirtual().start(archive::run);
        return archive;
    }

    private void run() {
        while (!closed) {
            look();
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** Looks once more, now. */
    public synchronized void look() {
        try {
            for (var rendition : listed()) {
                hls.playlist(rendition).ifPresent(playlist -> keep(rendition, playlist));
            }
        } catch (RuntimeException | AssertionError e) {
            complaints.add(e.toString());
        }
    }

    private List<String> listed() {
        var response = hls.get("index.m3u8");
        return response.statusCode() == 200
                ? Multivariant.parse(
                                new String(
                                        response.body(), java.nio.charset.StandardCharsets.UTF_8))
                        .renditions()
                : List.of();
    }

    private void keep(String rendition, MediaPlaylist playlist) {
        var kept = renditions.computeIfAbsent(rendition, none -> new ConcurrentSkipListMap<>());
        long discontinuity = playlist.discontinuitySequence();
        for (var segment : playlist.segments()) {
            discontinuity += segment.discontinuity() ? 1 : 0;
            if (!segment.gap() && !kept.containsKey(segment.msn())) {
                kept.put(segment.msn(), fetched(rendition, segment, discontinuity));
            }
        }
    }

    private Kept fetched(String rendition, MediaPlaylist.Segment segment, long discontinuity) {
        long now = System.nanoTime();
        try {
            var folder = Files.createDirectories(directory.resolve(rendition));
            var init = folder.resolve(segment.map());
            if (!Files.exists(init)) {
                Files.write(init, hls.bytes(rendition + "/" + segment.map()));
            }
            var media =
                    Files.write(
                            folder.resolve(segment.msn() + ".m4s"),
                            hls.bytes(rendition + "/" + segment.uri()));
            return new Kept(segment, discontinuity, init, media, now);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The renditions that were ever listed. */
    public Collection<String> renditions() {
        return List.copyOf(renditions.keySet());
    }

    /** What was kept of a rendition so far, in order. */
    public List<Kept> segments(String rendition) {
        return List.copyOf(
                renditions.getOrDefault(rendition, new ConcurrentSkipListMap<>()).values());
    }

    public Optional<Kept> newest(String rendition) {
        return segments(rendition).stream().reduce((before, after) -> after);
    }

    /** The number of the newest segment of a rendition; −1 before the first. */
    public long newestMsn(String rendition) {
        return newest(rendition).map(Kept::msn).orElse(-1L);
    }

    /** The longest time between two segments of a rendition becoming known, from segment {@code from} on. */
    public Duration longestPause(String rendition, long from) {
        long longest = 0;
        Kept before = null;
        for (var kept : segments(rendition)) {
            if (before != null && kept.msn() > from) {
                longest = Math.max(longest, kept.listedAt() - before.listedAt());
            }
            before = kept;
        }
        return Duration.ofNanos(longest);
    }

    /** What could not be had although it was listed. */
    public List<String> complaints() {
        return new ArrayList<>(complaints);
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
