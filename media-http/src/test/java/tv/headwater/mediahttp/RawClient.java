package tv.headwater.mediahttp;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** A socket that says just what a test wants said, and reads answers by their Content-Length. */
final class RawClient implements AutoCloseable {

    private final Socket socket = new Socket();
    private final InputStream in;

    record Reply(int status, Map<String, String> headers, ByteBuffer bytes) {
        String text() {
            return new String(body(), StandardCharsets.UTF_8);
        }

        @SuppressWarnings("ByteBufferBackingArray") // it is all of the array
        byte[] body() {
            return bytes.array();
        }

        String header(String name) {
            return headers.get(name);
        }
    }

    RawClient(int port) throws IOException {
        this(port, 0);
    }

    RawClient(int port, int receiveBuffer) throws IOException {
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setSoTimeout(5_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        in = new BufferedInputStream(socket.getInputStream());
    }

    RawClient send(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** Sends a request without a body; each of {@code headers} is a whole line. */
    RawClient request(String method, String target, String... headers) throws IOException {
        var text = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: test\r\n");
        for (var header : headers) {
            text.append(header).append("\r\n");
        }
        return send(text + "\r\n");
    }

    Reply get(String target, String... headers) throws IOException {
        return request("GET", target, headers).reply(true);
    }

    Reply reply(boolean withBody) throws IOException {
        var status = line();
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        for (var header = line(); !header.isEmpty(); header = line()) {
            int colon = header.indexOf(':');
            headers.put(header.substring(0, colon), header.substring(colon + 1).strip());
        }
        int length = withBody ? Integer.parseInt(headers.getOrDefault("Content-Length", "0")) : 0;
        var body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("body ended after " + body.length + " of " + length + " bytes");
        }
        return new Reply(Integer.parseInt(status.substring(9, 12)), headers, ByteBuffer.wrap(body));
    }

    /** Everything that comes until {@code text} has come. */
    String until(String text) throws IOException {
        var all = new StringBuilder();
        while (all.indexOf(text) < 0) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException("connection ended after '" + all + "'");
            }
            all.append((char) b);
        }
        return all.toString();
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("connection ended after '" + line + "'");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    /** Whether the server has ended the connection; waits for either bytes or the end. */
    boolean isEnded() throws IOException {
        try {
            return in.read() < 0;
        } catch (java.net.SocketException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
