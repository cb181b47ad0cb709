package tv.headwater.e2e.hls;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** Fetches. What goes wrong on the way is an answer too, of status 0. */
final class Client {

    /** Longer than any server may hold a request. */
    private final Duration patience;

    private final HttpClient http;

    Client(HttpClient http, Duration patience) {
        this.http = http;
        this.patience = patience;
    }

    /** An answer. */
    static final class Answer {

        private final URI uri;
        private final int status;
        private final HttpHeaders headers;
        private final byte[] body;
        private final Duration took;

        /**
         * As it came.
         *
         * @param status 0 where none came; the body says why then
         */
        Answer(URI uri, int status, HttpHeaders headers, byte[] body, Duration took) {
            this.uri = uri;
            this.status = status;
            this.headers = headers;
            this.body = body;
            this.took = took;
        }

        URI uri() {
            return uri;
        }

        int status() {
            return status;
        }

        HttpHeaders headers() {
            return headers;
        }

        byte[] body() {
            return body;
        }

        Duration took() {
            return took;
        }

        boolean isFound() {
            return status == 200;
        }

        String header(String name) {
            return String.join(", ", headers.allValues(name));
        }

        /** What a finding calls it. */
        String subject() {
            return uri.getRawQuery() == null
                    ? uri.getRawPath()
                    : uri.getRawPath() + "?" + uri.getRawQuery();
        }
    }

    Answer get(URI uri) {
        return get(uri, Map.of());
    }

    Answer get(URI uri, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(uri).timeout(patience);
        headers.forEach(request::header);
        long begun = System.nanoTime();
        try {
            var response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(
                    uri,
                    response.statusCode(),
                    response.headers(),
                    response.body(),
                    Duration.ofNanos(System.nanoTime() - begun));
        } catch (IOException e) {
            return none(uri, e, begun);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return none(uri, e, begun);
        }
    }

    private static Answer none(URI uri, Exception why, long begun) {
        return new Answer(
                uri,
                0,
                HttpHeaders.of(Map.of(), (_, _) -> true),
                why.toString().getBytes(StandardCharsets.UTF_8),
                Duration.ofNanos(System.nanoTime() - begun));
    }
}
