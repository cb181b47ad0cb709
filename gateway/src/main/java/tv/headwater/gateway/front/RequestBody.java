package tv.headwater.gateway.front;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A request's body, read in whole before anybody behind the gateway hears of it. */
final class RequestBody {

    private static final long MOST_FORGOTTEN = 1024 * 1024;

    private RequestBody() {}

    static boolean isChunked(HttpHeaders headers) {
        return headers.containsHeader(HttpHeaders.TRANSFER_ENCODING);
    }

    static boolean isPresent(HttpHeaders headers) {
        return headers.getContentLength() > 0 || isChunked(headers);
    }

    /**
     * The request with its body in memory. A body that is too long is read on for a while and forgotten: closing a connection
     * with bytes unread resets it, and the caller might never see why.
     *
     * @return an error of {@link DataBufferLimitException} if it exceeds {@code limit} bytes
     */
    static Mono<ServerHttpRequest> read(ServerHttpRequest request, int limit) {
        return Mono.defer(() -> {
            var body = new Body(limit);
            return request.getBody()
                    .doOnNext(body::take)
                    .then(Mono.fromSupplier(() -> with(request, body.whole())));
        });
    }

    /** Reads what there is of a body that nobody wants, up to {@link #MOST_FORGOTTEN}. */
    static Mono<Void> forget(ServerHttpRequest request, Duration atMost) {
        return read(request, 0).timeout(atMost).then().onErrorComplete();
    }

    private static final class Body {

        private final int limit;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private long length;

        Body(int limit) {
            this.limit = limit;
        }

        void take(DataBuffer buffer) {
            try {
                length += buffer.readableByteCount();
                if (length > limit + MOST_FORGOTTEN) {
                    throw tooLong();
                }
                if (length <= limit) {
                    var part = new byte[buffer.readableByteCount()];
                    buffer.read(part);
                    bytes.writeBytes(part);
                }
            } finally {
                DataBufferUtils.release(buffer);
            }
        }

        byte[] whole() {
            if (length > limit) {
                throw tooLong();
            }
            return bytes.toByteArray();
        }

        private DataBufferLimitException tooLong() {
            return new DataBufferLimitException("body exceeds " + limit + " bytes");
        }
    }

    private static ServerHttpRequest with(ServerHttpRequest request, byte[] body) {
        var known =
                request.mutate()
                        .headers(headers -> headers.remove(HttpHeaders.TRANSFER_ENCODING))
                        .headers(headers -> headers.setContentLength(body.length))
                        .build();
        return new ServerHttpRequestDecorator(known) {
            @Override
            public Flux<DataBuffer> getBody() {
                return Flux.defer(
                        () -> Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(body)));
            }
        };
    }
}
