package tv.headwater.gateway.front;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A request's body, read in whole before anybody behind the gateway hears of it. */
final class RequestBody {

    private RequestBody() {}

    static boolean isChunked(HttpHeaders headers) {
        return headers.containsHeader(HttpHeaders.TRANSFER_ENCODING);
    }

    static boolean isPresent(HttpHeaders headers) {
        return headers.getContentLength() > 0 || isChunked(headers);
    }

    /**
     * The request with its body in memory.
     *
     * @return an error of {@link org.springframework.core.io.buffer.DataBufferLimitException} if it exceeds {@code limit} bytes
     */
    static Mono<ServerHttpRequest> read(ServerHttpRequest request, int limit) {
        return DataBufferUtils.join(request.getBody(), limit)
                .map(RequestBody::bytes)
                .defaultIfEmpty(new byte[0])
                .map(body -> with(request, body));
    }

    private static byte[] bytes(DataBuffer buffer) {
        try {
            var bytes = new byte[buffer.readableByteCount()];
            buffer.read(bytes);
            return bytes;
        } finally {
            DataBufferUtils.release(buffer);
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
