package tv.headwater.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.live.MediaPath;

/** Asks for each part before it is there, as players do, and notes when it has all of it. */
final class PartViewer implements Runnable {

    static final int PARTS_PER_SEGMENT = 10;

    private static final int OK = 200;
    private static final long RETRY_NANOS = 10_000_000;
    private static final Duration LONGEST = Duration.ofSeconds(15);

    private final URI server;
    private final StreamId streamId;
    private final AtomicLongArray at;

    /**
     * @param parts how many there will be
     */
    PartViewer(URI server, StreamId streamId, int parts) {
        this.server = server;
        this.streamId = streamId;
        this.at = new AtomicLongArray(parts);
    }

    /** When it had a part, in {@link System#nanoTime}; 0 if it was not there to see it come. */
    long at(int part) {
        return at.get(part);
    }

    @Override
    public void run() {
        try (var http = HttpClient.newHttpClient()) {
            // A stream's first segment is not offered before it is complete.
            int first = PARTS_PER_SEGMENT;
            while (ask(http, first) != OK) {
                LockSupport.parkNanos(RETRY_NANOS);
            }
            for (int part = first + 1; part < at.length(); part++) {
                int status = ask(http, part);
                at.set(part, System.nanoTime());
                if (status != OK) {
                    throw new BenchFailure("part " + part + " is answered with " + status);
                }
            }
        } catch (IOException e) {
            throw new BenchFailure("a part does not come: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int ask(HttpClient http, int part) throws IOException, InterruptedException {
        var path =
                new MediaPath.Part(
                        streamId,
                        Rendition.SOURCE,
                        part / PARTS_PER_SEGMENT,
                        part % PARTS_PER_SEGMENT);
        var request = HttpRequest.newBuilder(server.resolve(path.path())).timeout(LONGEST).build();
        return http.send(request, HttpResponse.BodyHandlers.ofByteArray()).statusCode();
    }
}
