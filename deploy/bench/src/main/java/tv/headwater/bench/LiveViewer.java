package tv.headwater.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.live.MediaPath;

/**
 * A player of low-latency HLS: it joins at the gateway, and then takes a reload of the playlist and a part in turn, each held until it
 * is there. If steered it has these from the edge, and asks the gateway for a Steering Manifest as often as that says.
 *
 * @param media where playlists and parts are
 * @param isSteered whether that is an edge
 * @param from the part it begins with
 * @param until in {@link System#nanoTime}
 */
record LiveViewer(
        HttpClient http,
        URI gateway,
        URI media,
        boolean isSteered,
        StreamId streamId,
        int from,
        long until)
        implements Callable<LiveViewer.Taken> {

    static final int PARTS_PER_SEGMENT = PartViewer.PARTS_PER_SEGMENT;

    private static final int OK = 200;

    /** {@code headwater.steering.ttl}. */
    static final Duration STEERING_TTL = Duration.ofSeconds(10);

    private static final Duration LONGEST = Duration.ofSeconds(15);

    /**
     * What a viewer got.
     *
     * @param bytes of media and playlists
     * @param requests to the gateway
     */
    record Taken(long bytes, long requests) {

        Taken plus(Taken other) {
            return new Taken(bytes + other.bytes, requests + other.requests);
        }
    }

    @Override
    public Taken call() throws IOException, InterruptedException {
        long bytes = join().length;
        long toGateway = 1;
        long steerAt = System.nanoTime();
        for (int part = from; System.nanoTime() < until; part++) {
            if (isSteered && System.nanoTime() >= steerAt) {
                steer();
                toGateway++;
                steerAt += STEERING_TTL.toNanos();
            }
            bytes +=
                    get(media.resolve(reload(part))).length + get(media.resolve(part(part))).length;
            toGateway += isSteered ? 0 : 2;
        }
        return new Taken(bytes, toGateway);
    }

    void steer() throws IOException, InterruptedException {
        get(gateway.resolve("/steer/" + streamId));
    }

    byte[] join() throws IOException, InterruptedException {
        var playlist = get(gateway.resolve(new MediaPath.MultivariantPlaylist(streamId).path()));
        if (!new String(playlist, StandardCharsets.UTF_8).contains("#EXT-X-CONTENT-STEERING")) {
            throw new BenchFailure("the gateway does not steer");
        }
        return playlist;
    }

    private String reload(int part) {
        var path = new MediaPath.MediaPlaylist(streamId, Rendition.SOURCE).path();
        return path
                + "?_HLS_msn="
                + part / PARTS_PER_SEGMENT
                + "&_HLS_part="
                + part % PARTS_PER_SEGMENT
                + "&_HLS_skip=YES";
    }

    private String part(int part) {
        return new MediaPath.Part(
                        streamId,
                        Rendition.SOURCE,
                        part / PARTS_PER_SEGMENT,
                        part % PARTS_PER_SEGMENT)
                .path();
    }

    private byte[] get(URI uri) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri).timeout(LONGEST).build();
        var answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != OK) {
            throw new BenchFailure(uri.getPath() + " is answered with " + answer.statusCode());
        }
        return answer.body();
    }
}
