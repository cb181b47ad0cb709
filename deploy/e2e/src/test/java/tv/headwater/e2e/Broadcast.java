package tv.headwater.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import tv.headwater.e2e.cluster.Api;
import tv.headwater.e2e.media.FlvFile;
import tv.headwater.e2e.media.Hls;
import tv.headwater.e2e.media.MediaPlaylist;
import tv.headwater.e2e.rtmp.LivePublisher;

/** A stream of one kind that is live until it is told to end, in one publish session or in several, on a thread of its own. */
final class Broadcast implements AutoCloseable {

    /** After so many segments the publisher of a stream that reconnects breaks off. */
    private static final int SESSION_SEGMENTS = 5;

    private final Studio studio;
    private final Kind kind;
    private final Api.CreatedStream stream;
    private final CompletableFuture<Void> done;
    private volatile LivePublisher publisher;
    private volatile boolean ending;
    private final AtomicInteger sessions = new AtomicInteger();

    /**
     * What is published and how it is offered.
     *
     * @param settings the properties of the stream, its title left out
     * @param clips published in turn, over and over
     * @param reconnects whether its publisher breaks off without a word and comes back, again and again
     * @param firstTime the RTMP timestamp it begins with, ms
     */
    record Kind(
            String name,
            Map<String, Object> settings,
            List<FlvFile> clips,
            boolean reconnects,
            long firstTime) {

        Kind {
            settings = Map.copyOf(settings);
            clips = List.copyOf(clips);
        }

        static Kind of(String name, Map<String, Object> settings, FlvFile... clips) {
            return new Kind(name, settings, List.of(clips), false, 0);
        }

        Kind reconnecting() {
            return new Kind(name, settings, clips, true, firstTime);
        }

        Kind from(long millis) {
            return new Kind(name, settings, clips, reconnects, millis);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private Broadcast(Studio studio, Kind kind) {
        this.studio = studio;
        this.kind = kind;
        var spec = new java.util.HashMap<>(kind.settings());
        spec.put("title", kind.name());
        this.stream = studio.cluster().admin().createStream(spec);
        this.publisher = publish();
        this.done = CompletableFuture.runAsync(this::run, task -> Thread.ofVirtual().start(task));
    }

    static Broadcast start(Studio studio, Kind kind) {
        return new Broadcast(studio, kind);
    }

    Kind kind() {
        return kind;
    }

    Hls hls() {
        return studio.hls(stream.id());
    }

    String id() {
        return stream.id();
    }

    /** How often its publisher has come back. */
    int reconnects() {
        return sessions.get() - 1;
    }

    /** Waits until so many segments were listed, of sound where there are no pictures. */
    void awaitSegments(long count) {
        Studio.awaitSegments(hls(), rendition(), count);
    }

    /** How much of it has been listed, as long as its segments are in the window; 0 while there is no playlist. */
    double seconds() {
        return hls().playlist(rendition())
                .filter(playlist -> !playlist.segments().isEmpty())
                .map(Broadcast::seconds)
                .orElse(0.0);
    }

    private static double seconds(MediaPlaylist playlist) {
        return playlist.duration() / playlist.segments().size() * playlist.nextMsn();
    }

    private String rendition() {
        return kind.clips().getFirst().hasVideo() ? Hls.VIDEO : Hls.AUDIO;
    }

    private LivePublisher publish() {
        try {
            sessions.incrementAndGet();
            return LivePublisher.start(
                    studio.cluster().rtmpAddress(), stream.key(), kind.clips(), kind.firstTime());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run() {
        for (int next = SESSION_SEGMENTS; kind.reconnects() && !ending; next += SESSION_SEGMENTS) {
            awaitSegments(next);
            if (!ending) {
                reconnect();
            }
        }
    }

    /** Its publisher breaks off without a word, and comes back when that has been noticed. */
    void reconnect() {
        publisher.close();
        Studio.awaitStatus(studio.cluster().admin(), id(), "reconnecting");
        publisher = publish();
    }

    /** Ends it in order, and waits until its playlists have ended. */
    void end() {
        ending = true;
        done.join();
        publisher.stop();
        studio.complete(studio.cluster().admin(), id());
    }

    @Override
    public void close() {
        ending = true;
        publisher.close();
    }
}
