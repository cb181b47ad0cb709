package tv.headwater.mediahttp;

import static io.netty.handler.codec.http.HttpHeaderNames.ACCEPT_ENCODING;
import static io.netty.handler.codec.http.HttpHeaderNames.RANGE;

import io.netty.handler.codec.http.HttpRequest;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Which representation of a body a request gets (RFC 9110 12.5.3): gzip for long texts, where it is welcome. */
enum ContentCoding {
    IDENTITY,
    GZIP;

    /** A text shorter than this, in bytes, is not worth it. */
    static final int MIN_LENGTH = 2 * 1024;

    /** A text longer than this, in bytes, would hold an event loop up. */
    static final int MAX_INLINE_LENGTH = 64 * 1024;

    private static final Set<String> TEXTS =
            Set.of("application/vnd.apple.mpegurl", "application/dash+xml");

    private static final Executor THREADS = task -> Thread.ofVirtual().name("gzip").start(task);

    /** Whether what is found has several representations. */
    static boolean varies(MediaResponse.Found found) {
        return TEXTS.contains(found.contentType());
    }

    /** A range is one of the identity. */
    static ContentCoding of(HttpRequest request, MediaResponse.Found found) {
        return varies(found)
                        && found.content().length() >= MIN_LENGTH
                        && !request.headers().contains(RANGE)
                        && isWelcome(request)
                ? GZIP
                : IDENTITY;
    }

    private static boolean isWelcome(HttpRequest request) {
        Boolean all = null;
        for (var line : request.headers().getAll(ACCEPT_ENCODING)) {
            for (var element : line.split(",", -1)) {
                var parts = element.split(";", -1);
                var coding = parts[0].strip().toLowerCase(Locale.ROOT);
                boolean accepted = parts.length < 2 || isPositive(parts[1].strip());
                if (coding.equals("gzip") || coding.equals("x-gzip")) {
                    return accepted;
                }
                if (coding.equals("*")) {
                    all = accepted;
                }
            }
        }
        return Boolean.TRUE.equals(all);
    }

    /** Whether a weight, as in {@code q=0.5}, is more than none; what cannot be read is none. */
    private static boolean isPositive(String weight) {
        return weight.matches("[qQ]=(1(\\.0{0,3})?|0\\.\\d{0,3})")
                && !weight.substring(2).matches("[0.]+");
    }

    /** What is found, once all that takes long is done to it: an event loop can answer it then. */
    static CompletionStage<MediaResponse> prepared(
            HttpRequest request, @Nullable MediaResponse response) {
        var found = found(response);
        if (response == null
                || found == null
                || found.content().uncompressed() <= MAX_INLINE_LENGTH
                || of(request, found) != GZIP) {
            return CompletableFuture.completedStage(response);
        }
        return CompletableFuture.supplyAsync(() -> gzipped(found, response), THREADS);
    }

    private static MediaResponse.@Nullable Found found(@Nullable MediaResponse response) {
        if (response instanceof MediaResponse.Personal(var found, _)) {
            return found;
        }
        return response instanceof MediaResponse.Found found ? found : null;
    }

    private static MediaResponse gzipped(MediaResponse.Found found, MediaResponse response) {
        found.content().gzip();
        found.content().hash();
        return response;
    }
}
