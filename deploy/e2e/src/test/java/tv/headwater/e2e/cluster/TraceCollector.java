package tv.headwater.e2e.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** Takes the spans that services send, as a collector does: OTLP over HTTP, {@code ExportTraceServiceRequest} in protobuf. */
public final class TraceCollector implements AutoCloseable {

    /**
     * A span as it came.
     *
     * @param service {@code service.name} of who sent it
     * @param instance {@code service.instance.id}, the node's id
     * @param parentId empty where it begins its trace
     * @param start ns since 1970
     * @param attributes strings and whole numbers, as text
     */
    public record Span(
            String service,
            String instance,
            String name,
            String traceId,
            String spanId,
            String parentId,
            long start,
            long end,
            Map<String, String> attributes) {}

    private final HttpServer server;
    private final List<Span> spans = new CopyOnWriteArrayList<>();

    private TraceCollector(HttpServer server) {
        this.server = server;
    }

    static TraceCollector open() {
        try {
            var loopback = InetAddress.getLoopbackAddress();
            var server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
            var collector = new TraceCollector(server);
            server.createContext("/v1/traces", collector::take);
            server.start();
            return collector;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces");
    }

    /** All there are so far. */
    public List<Span> spans() {
        return List.copyOf(spans);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            var request = exchange.getRequestBody().readAllBytes();
            fields(
                    ByteBuffer.wrap(request),
                    (field, value) -> {
                        if (field == 1) {
                            resource((ByteBuffer) value);
                        }
                    });
            exchange.sendResponseHeaders(200, -1);
        }
    }

    /** {@code ResourceSpans} */
    private void resource(ByteBuffer message) {
        var resource = new HashMap<String, String>();
        fields(
                message.duplicate(),
                (field, value) -> {
                    if (field == 1) {
                        attributes((ByteBuffer) value, 1, resource);
                    }
                });
        fields(
                message,
                (field, scope) -> {
                    if (field == 2) {
                        fields(
                                (ByteBuffer) scope,
                                (inner, span) -> {
                                    if (inner == 2) {
                                        spans.add(span((ByteBuffer) span, resource));
                                    }
                                });
                    }
                });
    }

    private static Span span(ByteBuffer message, Map<String, String> resource) {
        var attributes = new HashMap<String, String>();
        attributes(message.duplicate(), 9, attributes);
        var values = new HashMap<Integer, Object>();
        fields(message, values::put);
        return new Span(
                resource.getOrDefault("service.name", ""),
                resource.getOrDefault("service.instance.id", ""),
                text(values.get(5)),
                hex(values.get(1)),
                hex(values.get(2)),
                hex(values.get(4)),
                (Long) values.get(7),
                (Long) values.get(8),
                Map.copyOf(attributes));
    }

    /** {@code KeyValue}s in a field of a message. */
    private static void attributes(ByteBuffer message, int in, Map<String, String> into) {
        fields(
                message,
                (field, value) -> {
                    if (field == in) {
                        var pair = new HashMap<Integer, Object>();
                        fields((ByteBuffer) value, pair::put);
                        if (pair.get(2) instanceof ByteBuffer any) {
                            fields(
                                    any.duplicate(),
                                    (_, told) -> into.put(text(pair.get(1)), text(told)));
                        }
                    }
                });
    }

    /** Gives each field of a message: numbers as {@link Long}, the rest as {@link ByteBuffer}. */
    private static void fields(ByteBuffer message, BiConsumer<Integer, Object> each) {
        message.order(ByteOrder.LITTLE_ENDIAN);
        while (message.hasRemaining()) {
            long tag = varint(message);
            Object value =
                    switch ((int) (tag & 7)) {
                        case 0 -> varint(message);
                        case 1 -> message.getLong();
                        case 2 -> bytes(message, (int) varint(message));
                        case 5 -> (long) message.getInt();
                        default -> throw new IllegalArgumentException("wire type of " + tag);
                    };
            each.accept((int) (tag >>> 3), value);
        }
    }

    private static long varint(ByteBuffer message) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = message.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private static ByteBuffer bytes(ByteBuffer message, int length) {
        var bytes = message.slice(message.position(), length);
        message.position(message.position() + length);
        return bytes;
    }

    private static String text(Object value) {
        return value instanceof ByteBuffer bytes
                ? StandardCharsets.UTF_8.decode(bytes.duplicate()).toString()
                : String.valueOf(value);
    }

    private static String hex(Object value) {
        if (!(value instanceof ByteBuffer bytes)) {
            return "";
        }
        var raw = new byte[bytes.remaining()];
        bytes.duplicate().get(raw);
        return HexFormat.of().formatHex(raw);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
