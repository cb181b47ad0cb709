package tv.headwater.e2e.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Fetches one stream's playlists and segments from one server: the gateway, an edge or a packager. */
public record Hls(HttpClient http, URI server, String streamId) {

    public static final String VIDEO = "source";
    public static final String AUDIO = "audio";

    private static final Duration ANSWER = Duration.ofSeconds(10);

    /** The URL a player is given. */
    public URI url() {
        return url("index.m3u8");
    }

    /** A URL below the stream. */
    public URI url(String path) {
        return server.resolve("/live/" + streamId + "/" + path);
    }

    /** Asks for a path below the stream. */
    public HttpResponse<byte[]> get(String path) {
        var request = HttpRequest.newBuilder(url(path)).timeout(ANSWER).build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * The body under a path below the stream.
     *
     * @throws AssertionError if the answer is not 200
     */
    public byte[] bytes(String path) {
        var response = get(path);
        assertThat(response.statusCode()).as("status of %s/%s", server, path).isEqualTo(200);
        return response.body();
    }

    /** The playlist of a rendition; empty while there is none, or no server that could answer. */
    public Optional<MediaPlaylist> playlist(String rendition) {
        try {
            var response = get(rendition + "/index.m3u8");
            return response.statusCode() == 200
                    ? Optional.of(MediaPlaylist.parse(text(response)))
                    : Optional.empty();
        } catch (UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /** How many segments of a rendition have ever been listed; 0 while there is no playlist. */
    public long segments(String rendition) {
        return playlist(rendition).map(MediaPlaylist::nextMsn).orElse(0L);
    }

    /** The text of the multivariant playlist. */
    public String multivariant() {
        return text("index.m3u8");
    }

    /** The body under a path below the stream as text, whatever the status. */
    public String text(String path) {
        return text(get(path));
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }
}
