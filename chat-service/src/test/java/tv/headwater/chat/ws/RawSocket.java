package tv.headwater.chat.ws;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A socket that sends what no client library would. */
final class RawSocket implements AutoCloseable {

    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int PING = 9;

    private static final int CLOSE = 8;
    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int RECEIVE_BUFFER = 16_384;
    private static final int PATIENCE_MS = 60_000;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final int status;

    /** Asks for a WebSocket. */
    RawSocket(int port, String path, Map<String, String> headers) throws IOException {
        socket = new Socket();
        // What is not read is soon the sender's to keep.
        socket.setReceiveBufferSize(RECEIVE_BUFFER);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(PATIENCE_MS);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
        var request =
                new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: chat.example.org\r\n")
                        .append("Upgrade: websocket\r\nConnection: Upgrade\r\n")
                        .append("Sec-WebSocket-Version: 13\r\n")
                        .append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        headers.forEach((name, value) -> request.append(name + ": " + value + "\r\n"));
        out.write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        status = Integer.parseInt(line().split(" ", 3)[1]);
        while (!line().isEmpty()) {
            // Headers of the answer.
        }
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException();
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }

    int status() {
        return status;
    }

    void frame(int opcode, boolean last, byte[] payload) throws IOException {
        frame(opcode, last, true, payload);
    }

    void frame(int opcode, boolean last, boolean masked, byte[] payload) throws IOException {
        var frame = ByteBuffer.allocate(payload.length + 14);
        frame.put((byte) ((last ? FIN : 0) | opcode));
        int mask = masked ? MASKED : 0;
        if (payload.length < 126) {
            frame.put((byte) (mask | payload.length));
        } else if (payload.length < 65_536) {
            frame.put((byte) (mask | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (mask | 127)).putLong(payload.length);
        }
        if (masked) {
            // A key of zeros leaves the payload as it is.
            frame.putInt(0);
        }
        frame.put(payload);
        try {
            out.write(frame.array(), 0, frame.position());
        } catch (SocketException e) {
            // It is closed already; why, is read.
        }
    }

    /** Comes in. */
    void join(String ticket) throws IOException {
        var join = "{\"type\":\"join\",\"ticket\":\"" + ticket + "\"}";
        frame(TEXT, true, join.getBytes(StandardCharsets.US_ASCII));
        var answer = StandardCharsets.UTF_8.decode(next().payload()).toString();
        if (!answer.startsWith("{\"type\":\"joined\"")) {
            throw new IOException("not let in: " + answer);
        }
    }

    private record Frame(int opcode, ByteBuffer payload) {}

    private Frame next() throws IOException {
        int opcode = in.readUnsignedByte() & 0xF;
        int length = in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = Math.toIntExact(in.readLong());
        }
        return new Frame(opcode, ByteBuffer.wrap(in.readNBytes(length)));
    }

    /** The code of the close frame; 1006 where the connection ends without one. */
    int closeCode() throws IOException {
        try {
            while (true) {
                var frame = next();
                if (frame.opcode() == CLOSE) {
                    return frame.payload().remaining() < 2
                            ? 1005
                            : frame.payload().getShort() & 0xFFFF;
                }
            }
        } catch (EOFException | SocketException e) {
            return 1006;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
