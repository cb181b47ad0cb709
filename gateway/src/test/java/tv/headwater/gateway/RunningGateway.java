package tv.headwater.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tv.headwater.contract.log.Json;

/** A gateway on free ports, spoken to byte by byte. */
final class RunningGateway implements AutoCloseable {

    /** An answer as it came over the wire. */
    @SuppressWarnings("ArrayRecordComponent")
    record Answer(int status, Map<String, String> headers, byte[] body) {

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        JsonNode json() {
            return Json.MAPPER.readTree(body);
        }

        /** The {@code code} of a problem. */
        String code() {
            return json().get("code").asString();
        }
    }

    private final ConfigurableApplicationContext context;

    RunningGateway(String... arguments) {
        var all = new ArrayList<String>(List.of(arguments));
        all.addAll(
                List.of(
                        "--server.port=0",
                        "--server.address=127.0.0.1",
                        "--management.server.port=0"));
        context = Gateway.application().run(all.toArray(String[]::new));
    }

    int port() {
        return port("local.server.port");
    }

    /** How often the gateway decided so where a viewer gets its media. */
    double steered(String outcome) {
        return context.getBean(MeterRegistry.class)
                .get("headwater.gateway.steering")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    int managementPort() {
        return port("local.management.port");
    }

    private int port(String property) {
        return context.getEnvironment().getRequiredProperty(property, Integer.class);
    }

    Answer get(String target, String... headers) throws IOException {
        return send("GET", target, new byte[0], headers);
    }

    /** Sends a request whose head is exactly this, and Host, and Connection: close. */
    Answer send(String method, String target, byte[] body, String... headers) throws IOException {
        return send(port(), method, target, body, headers);
    }

    static Answer send(int port, String method, String target, byte[] body, String... headers)
            throws IOException {
        var head =
                method
                        + " "
                        + target
                        + " HTTP/1.1\r\nHost: 127.0.0.1:"
                        + port
                        + "\r\nConnection: close\r\n"
                        + String.join("", List.of(headers).stream().map(h -> h + "\r\n").toList())
                        + "\r\n";
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            writeQuietly(socket.getOutputStream(), body);
            return parse(socket.getInputStream().readAllBytes());
        }
    }

    /** A server that has answered already may have closed. */
    private static void writeQuietly(OutputStream out, byte[] body) {
        try {
            out.write(body);
            out.flush();
        } catch (IOException e) {
            // the answer tells
        }
    }

    static Answer parse(byte[] bytes) {
        var text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new AssertionError("no answer but '" + text + "'");
        }
        var lines = text.substring(0, end).split("\r\n", -1);
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 1; i < lines.length; i++) {
            var parts = lines[i].split(":", 2);
            headers.merge(parts[0], parts[1].strip(), (a, b) -> a + ", " + b);
        }
        var body = text.substring(end + 4).getBytes(StandardCharsets.ISO_8859_1);
        boolean chunked =
                headers.getOrDefault("Transfer-Encoding", "")
                        .toLowerCase(Locale.ROOT)
                        .contains("chunked");
        return new Answer(
                Integer.parseInt(lines[0].split(" ", -1)[1]),
                headers,
                chunked ? joined(body) : body);
    }

    private static byte[] joined(byte[] chunks) {
        var text = new String(chunks, StandardCharsets.ISO_8859_1);
        var all = new ByteArrayOutputStream();
        int at = 0;
        while (at < text.length()) {
            int lineEnd = text.indexOf("\r\n", at);
            int length = Integer.parseInt(text.substring(at, lineEnd).strip(), 16);
            all.write(chunks, lineEnd + 2, length);
            at = length == 0 ? text.length() : lineEnd + 2 + length + 2;
        }
        return all.toByteArray();
    }

    @Override
    public void close() {
        context.close();
    }
}
