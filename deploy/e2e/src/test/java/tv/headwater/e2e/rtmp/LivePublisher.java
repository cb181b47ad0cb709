package tv.headwater.e2e.rtmp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import tv.headwater.e2e.media.FlvFile;
import tv.headwater.e2e.media.FlvTag;
import tv.headwater.e2e.media.Packet;

/**
 * Publishes clips in turn, over and over, in real time on a thread of its own until it is told to stop, and then knows every packet
 * it sent.
 */
public final class LivePublisher implements AutoCloseable {

    private static final Duration GOODBYE = Duration.ofSeconds(15);

    private final String key;
    private final List<FlvFile> clips;
    private final long firstTime;
    private final Instant begun = Instant.now();
    private final long start = System.nanoTime();
    private final RtmpConnection connection;
    private final List<Packet> sent = new ArrayList<>();
    private final CompletableFuture<List<Packet>> done = new CompletableFuture<>();
    private volatile boolean stopping;

    private LivePublisher(
            RtmpConnection connection, String key, List<FlvFile> clips, long firstTime) {
        this.connection = connection;
        this.key = key;
        this.firstTime = firstTime;
        this.clips = clips.stream().map(FlvFile::trimmed).toList();
    }

    /** Begins to publish. */
    public static LivePublisher start(InetSocketAddress server, String key, FlvFile clip)
            throws IOException {
        return start(server, key, List.of(clip));
    }

    /** Begins to publish the first of the clips. */
    public static LivePublisher start(InetSocketAddress server, String key, List<FlvFile> clips)
            throws IOException {
        return start(server, key, clips, 0);
    }

    /**
     * Begins to publish the first of the clips.
     *
     * @param firstTime the RTMP timestamp of what is first in it, ms
     */
    public static LivePublisher start(
            InetSocketAddress server, String key, List<FlvFile> clips, long firstTime)
            throws IOException {
        var connection = RtmpConnection.open(server, null);
        try {
            connection.connect("live");
            connection.publish(key);
        } catch (IOException e) {
            connection.close();
            throw e;
        }
        var publisher = new LivePublisher(connection, key, clips, firstTime);
        Thread.ofVirtual().start(publisher::run);
        return publisher;
    }

    private void run() {
        try (connection) {
            long shift = 0;
            for (int lap = 0; !stopping; lap++) {
                var clip = clips.get(lap % clips.size());
                boolean isAnother = lap == 0 || clips.size() > 1;
                lap(clip, isAnother, shift);
                shift += clip.length();
            }
            connection.unpublish(key);
            connection.awaitClosed(GOODBYE);
            done.complete(List.copyOf(sent));
        } catch (IOException | RuntimeException e) {
            done.completeExceptionally(e);
        }
    }

    private void lap(FlvFile clip, boolean isAnother, long shift) throws IOException {
        boolean hasVideo = clip.hasVideo();
        for (var tag : clip.tags()) {
            if (stopping && (hasVideo ? tag.isRandomAccess() : tag.isUnit())) {
                return;
            }
            long time = tag.time() + shift;
            waitUntil(start + TimeUnit.MILLISECONDS.toNanos(time));
            if (shift == 0 || tag.isUnit() || (isAnother && tag.isSequenceHeader())) {
                connection.send(tag.type(), firstTime + time, tag.body());
                record(tag, firstTime + shift);
            }
        }
    }

    private static void waitUntil(long nanoTime) {
        for (long left = nanoTime - System.nanoTime();
                left > 0;
                left = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void record(FlvTag tag, long shift) {
        tag.packet().ifPresent(packet -> sent.add(packet.shifted(shift * 1000)));
    }

    /** When what has the time 0 of the first clip was due; everything is sent when its dts is due. */
    public Instant begun() {
        return begun;
    }

    public boolean isPublishing() {
        return !done.isDone();
    }

    /**
     * Ends the broadcast in order, at the end of a group of pictures where there are any.
     *
     * @return all that was sent
     * @throws AssertionError if publishing had failed before
     */
    public List<Packet> stop() {
        stopping = true;
        try {
            return done.get(GOODBYE.toSeconds() * 2, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("the publisher failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stopping = true;
        connection.close();
    }

    /** Sends clips one after another on one connection as fast as they are taken. */
    public static List<Packet> sendFast(
            InetSocketAddress server, String key, long firstTime, List<FlvFile> clips)
            throws IOException {
        try (var connection = RtmpConnection.open(server, null)) {
            connection.connect("live");
            connection.publish(key);
            var sent = new ArrayList<Packet>();
            long shift = firstTime;
            for (var clip : clips.stream().map(FlvFile::trimmed).toList()) {
                for (var tag : clip.tags()) {
                    if (tag.isUnit()
                            || tag.isSequenceHeader()
                            || (tag.isScript() && shift == firstTime)) {
                        connection.send(tag.type(), tag.time() + shift, tag.body());
                        long micros = shift * 1000;
                        tag.packet().ifPresent(packet -> sent.add(packet.shifted(micros)));
                    }
                }
                shift += clip.length();
            }
            connection.unpublish(key);
            connection.awaitClosed(GOODBYE);
            return sent;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
