package tv.headwater.edge.origin;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tv.headwater.mediahttp.MediaResponse.Caching;

/** Asks one origin over HTTP/1.1, on pooled connections, with a deadline for the whole answer and a limit to its length. */
public final class OriginClient implements AutoCloseable {

    /** Of answers that are not 200, whose text nobody reads. */
    private static final long MAX_PROBLEM_LENGTH = 64 * 1024;

    /**
     * A request under way.
     *
     * @param answer never completes exceptionally
     */
    record Call(CompletableFuture<?> sent, CompletableFuture<Fetched> answer) {

        /** One that need not be made. */
        static Call answered(Fetched fetched) {
            var answer = CompletableFuture.completedFuture(fetched);
            return new Call(answer, answer);
        }

        /** Ends it; what has not been answered by then has failed. */
        void cancel() {
            sent.cancel(true);
        }
    }

    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("origin-", 0).factory());
    private final HttpClient http;
    private final long maxBody;

    /** @param maxBody in bytes */
    public OriginClient(Duration connectTimeout, long maxBody) {
        this.maxBody = maxBody;
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(connectTimeout)
                        .executor(threads)
                        .build();
    }

    /**
     * Gets {@code target}, a path with its query, from the origin at {@code baseUrl}.
     *
     * @param headers by name
     * @param timeout until an answer's last byte
     */
    Call get(URI baseUrl, String target, Map<String, String> headers, Duration timeout) {
        var request = HttpRequest.newBuilder(URI.create(baseUrl + target)).GET();
        headers.forEach(request::setHeader);
        var sent = http.sendAsync(request.build(), this::body);
        return new Call(sent, answer(sent, timeout));
    }

    private static CompletableFuture<Fetched> answer(
            CompletableFuture<HttpResponse<byte[]>> sent, Duration timeout) {
        return sent.copy()
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .handle((response, failure) -> {
                    if (response != null) {
                        return fetched(response);
                    }
                    sent.cancel(true);
                    return new Fetched.Failed(why(failure));
                });
    }

    private BodySubscriber<byte[]> body(ResponseInfo info) {
        return info.statusCode() == 200
                ? BodySubscribers.limiting(BodySubscribers.ofByteArray(), maxBody)
                : BodySubscribers.limiting(
                        BodySubscribers.replacing(new byte[0]), MAX_PROBLEM_LENGTH);
    }

    private static Fetched fetched(HttpResponse<byte[]> response) {
        var headers = response.headers();
        return switch (response.statusCode()) {
            case 200 ->
                    new Fetched.Found(
                            headers.firstValue("Content-Type").orElse("application/octet-stream"),
                            caching(headers),
                            ByteBuffer.wrap(response.body()),
                            age(headers));
            case 404 -> new Fetched.Missing(caching(headers));
            case 400 -> new Fetched.Rejected();
            case 401, 403 -> new Fetched.Refused("an origin wants another token");
            case 508 -> new Fetched.Refused("edges ask each other in a loop");
            case 503 -> new Fetched.Unavailable();
            default -> new Fetched.Failed("an origin answers " + response.statusCode());
        };
    }

    private static Caching caching(HttpHeaders headers) {
        var lines = headers.allValues("Cache-Control");
        return CacheControl.parse(lines.isEmpty() ? null : String.join(",", lines));
    }

    private static Duration age(HttpHeaders headers) {
        return Duration.ofSeconds(CacheControl.seconds(headers.firstValue("Age").orElse("0")));
    }

    private static String why(@Nullable Throwable failure) {
        var cause =
                failure instanceof CompletionException wrapped && wrapped.getCause() != null
                        ? wrapped.getCause()
                        : failure;
        return cause instanceof TimeoutException
                ? "an origin does not answer in time"
                : "an origin cannot be read";
    }

    @Override
    public void close() {
        http.shutdownNow();
        threads.shutdownNow();
    }
}
