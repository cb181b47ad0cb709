package tv.headwater.e2e.audience;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection that is kept, for one request after another. A thousand answers a second leave a client library no room
 * beside the services on a small machine. Used by one thread.
 */
final class Connection implements Closeable {

    private static final int MAX_HEADER = 8_192;
    private static final int MAX_HEADERS = 64;
    private static final int MAX_BODY = 4 << 20;

    private final URI server;
    private final Socket socket;
    private final byte[] buffer = new byte[16_384];
    private int position;
    private int limit;
    private long deadline;
    private boolean closing;

    /** An answer whose body came whole. */
    static final class Answer {

        private final int status;
        private final @Nullable String setCookie;
        private final byte[] body;

        private Answer(int status, @Nullable String setCookie, byte[] body) {
            this.status = status;
            this.setCookie = setCookie;
            this.body = body;
        }

        int status() {
            return status;
        }

        /** Name and value of the cookie that came with it; null if none did. */
        @Nullable String setCookie() {
            return setCookie;
        }

        byte[] body() {
            return body;
        }
    }

    private Connection(URI server, Socket socket) {
        this.server = server;
        this.socket = socket;
    }

    /**
     * Connects.
     *
     * @param server whose host is an address
     */
    static Connection open(URI server, Duration within) throws IOException {
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(
                    new InetSocketAddress(
                            InetAddress.ofLiteral(server.getHost()), server.getPort()),
                    Math.toIntExact(within.toMillis()));
            return new Connection(server, socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Whether it leads there and takes one more request. */
    boolean isTo(URI other) {
        return !closing && server.equals(other);
    }

    /**
     * Asks and reads the whole answer.
     *
     * @param cookie name and value; null for none
     * @throws IOException if it does not come whole in time, or does not say how long it is
     */
    Answer get(String target, @Nullable String cookie, Duration within) throws IOException {
        deadline = System.nanoTime() + within.toNanos();
        var request =
                "GET "
                        + target
                        + " HTTP/1.1\r\nHost: "
                        + server.getAuthority()
                        + (cookie == null ? "" : "\r\nCookie: " + cookie)
                        + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        var first = line();
        if (!first.startsWith("HTTP/1.1 ") || first.length() < 12) {
            throw new IOException("no HTTP/1.1");
        }
        int status = Integer.parseInt(first, 9, 12, 10);
        int length = -1;
        String setCookie = null;
        int count = 0;
        for (var line = line(); !line.isEmpty(); line = line()) {
            if (++count > MAX_HEADERS) {
                throw new IOException("more than " + MAX_HEADERS + " headers");
            }
            int colon = line.indexOf(':');
            var value = line.substring(colon + 1).strip();
            switch (line.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT)) {
                case "content-length" -> length = Integer.parseInt(value);
                case "connection" -> closing |= value.equalsIgnoreCase("close");
                case "set-cookie" -> setCookie = value.split(";", 2)[0];
                default -> {}
            }
        }
        return new Answer(status, setCookie, body(length));
    }

    private byte[] body(int length) throws IOException {
        if (length < 0) {
            closing = true;
            throw new IOException("no Content-Length");
        }
        if (length > MAX_BODY) {
            throw new IOException("body of " + length + " bytes exceeds " + MAX_BODY);
        }
        var body = new byte[length];
        int done = 0;
        while (done < length) {
            if (position == limit) {
                fill();
            }
            int count = Math.min(length - done, limit - position);
            System.arraycopy(buffer, position, body, done, count);
            position += count;
            done += count;
        }
        return body;
    }

    private String line() throws IOException {
        var line = new StringBuilder(64);
        while (true) {
            if (position == limit) {
                fill();
            }
            char next = (char) (buffer[position++] & 0xff);
            if (next == '\n') {
                int end = line.length();
                return line.substring(0, end > 0 && line.charAt(end - 1) == '\r' ? end - 1 : end);
            }
            if (line.length() == MAX_HEADER) {
                throw new IOException("header longer than " + MAX_HEADER);
            }
            line.append(next);
        }
    }

    private void fill() throws IOException {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
            throw new SocketTimeoutException("no answer in time");
        }
        socket.setSoTimeout(Math.toIntExact(left));
        int count = socket.getInputStream().read(buffer);
        if (count < 0) {
            throw new EOFException("closed within an answer");
        }
        position = 0;
        limit = count;
    }

    @Override
    public void close() {
        closing = true;
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing more is to come by it.
        }
    }
}
