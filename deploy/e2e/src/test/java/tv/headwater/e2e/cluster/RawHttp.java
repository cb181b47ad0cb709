package tv.headwater.e2e.cluster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** HTTP by hand, for requests no client library would send. */
public final class RawHttp {

    private static final int ANSWER_MS = 15_000;

    /** An answer after which the server keeps the connection is over when nothing more comes for so long. */
    private static final int SILENCE_MS = 1_000;

    private RawHttp() {}

    /**
     * What came back until the server closed or fell silent.
     *
     * @param status 0 if the server closed without an answer
     */
    public record Answer(int status, String head, String body) {

        public boolean hasHeader(String name) {
            return head.toLowerCase(Locale.ROOT)
                    .contains("\n" + name.toLowerCase(Locale.ROOT) + ":");
        }
    }

    /** A GET for a request target as it is, in Latin-1, without any encoding. */
    public static Answer get(URI server, String target) {
        return send(
                server, "GET " + target + " HTTP/1.1\r\nHost: e2e\r\nConnection: close\r\n\r\n");
    }

    /** Sends bytes in Latin-1 and reads until the server closes. */
    public static Answer send(URI server, String request) {
        try (var socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(
                            InetAddress.ofLiteral(server.getHost()), server.getPort()),
                    ANSWER_MS);
            socket.setSoTimeout(ANSWER_MS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return parse(read(socket));
        } catch (SocketTimeoutException e) {
            throw new AssertionError("no end of the answer within " + ANSWER_MS + " ms", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Socket socket) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var buffer = new byte[8192];
        try {
            for (int n = socket.getInputStream().read(buffer);
                    n >= 0;
                    n = socket.getInputStream().read(buffer)) {
                bytes.write(buffer, 0, n);
                socket.setSoTimeout(SILENCE_MS);
            }
        } catch (SocketTimeoutException e) {
            if (bytes.size() == 0) {
                throw e;
            }
        } catch (SocketException e) {
            // A reset is as good as an end.
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    private static Answer parse(String text) {
        if (!text.startsWith("HTTP/1.1 ")) {
            return new Answer(0, text, "");
        }
        int end = text.indexOf("\r\n\r\n");
        return new Answer(
                Integer.parseInt(text.substring(9, 12)),
                text.substring(0, Math.max(end, 0)),
                end < 0 ? "" : text.substring(end + 4));
    }
}
