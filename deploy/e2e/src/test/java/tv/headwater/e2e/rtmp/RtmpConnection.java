package tv.headwater.e2e.rtmp;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One connection of a publisher. A thread of its own reads what the server says; all else is called by one thread. */
public final class RtmpConnection implements AutoCloseable {

    private static final Duration ANSWER = Duration.ofMinutes(1);
    private static final int HANDSHAKE_LENGTH = 1536;
    private static final int CHUNK_SIZE = 4096;
    private static final int MESSAGE_STREAM = 1;

    private final Socket socket;
    private final ChunkWriter out;
    private final LinkedBlockingQueue<RtmpMessage> answers = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private double transaction;

    private RtmpConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.out = new ChunkWriter(socket.getOutputStream());
    }

    /**
     * Connects and shakes hands.
     *
     * @param from the local address, any of 127.0.0.0/8; null for the system's choice
     */
    public static RtmpConnection open(InetSocketAddress server, @Nullable String from)
            throws IOException {
        var socket = socket(server, from);
        try {
            handshake(socket);
            var connection = new RtmpConnection(socket);
            Thread.ofVirtual().start(connection::read);
            connection.out.chunkSize(CHUNK_SIZE);
            return connection;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** A plain socket to the server, from an address of one's choice. */
    public static Socket socket(InetSocketAddress server, @Nullable String from)
            throws IOException {
        var socket = new Socket();
        if (from != null) {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
        }
        socket.connect(server, (int) ANSWER.toMillis());
        socket.setSoTimeout((int) ANSWER.toMillis());
        socket.setTcpNoDelay(true);
        return socket;
    }

    /** C0 and C1, S0 to S2, C2 in their plain form. */
    public static void handshake(Socket socket) throws IOException {
        var hello = ByteBuffer.allocate(1 + HANDSHAKE_LENGTH).put((byte) 3);
        socket.getOutputStream().write(hello.array());
        var answer = socket.getInputStream().readNBytes(1 + 2 * HANDSHAKE_LENGTH);
        if (answer.length < 1 + 2 * HANDSHAKE_LENGTH || answer[0] != 3) {
            throw new IOException("handshake was answered with " + answer.length + " bytes");
        }
        socket.getOutputStream().write(answer, 1, HANDSHAKE_LENGTH);
        socket.setSoTimeout(0);
    }

    private void read() {
        try {
            var in = new ChunkReader(new BufferedInputStream(socket.getInputStream()));
            while (true) {
                answers.add(in.next());
            }
        } catch (IOException | RuntimeException e) {
            closed.complete(null);
        }
    }

    /**
     * @throws RtmpRefused if the server says no
     */
    public void connect(String app) throws IOException {
        var properties = new LinkedHashMap<String, @Nullable Object>();
        properties.put("app", app);
        properties.put("type", "nonprivate");
        properties.put("flashVer", "FMLE/3.0 (compatible; e2e)");
        properties.put("tcUrl", "rtmp://" + socket.getInetAddress().getHostAddress() + "/" + app);
        command("connect", properties);
        expect("connect", "NetConnection.Connect.Success");
    }

    /**
     * @throws RtmpRefused if the server says no
     */
    public void publish(String key) throws IOException {
        command("releaseStream", null, key);
        command("FCPublish", null, key);
        command("createStream", (Object) null);
        command("publish", null, key, "live");
        expect("publish", "NetStream.Publish.Start");
    }

    /** Says goodbye in order. */
    public void unpublish(String key) throws IOException {
        command("FCUnpublish", null, key);
        command("deleteStream", null, MESSAGE_STREAM);
    }

    /** Sends a command and does not wait. */
    public void command(String name, @Nullable Object... arguments) throws IOException {
        var values = new Object[arguments.length + 2];
        values[0] = name;
        values[1] = ++transaction;
        System.arraycopy(arguments, 0, values, 2, arguments.length);
        int messageStream = name.equals("publish") ? MESSAGE_STREAM : 0;
        out.write(3, RtmpMessage.COMMAND, messageStream, 0, Amf0.write(values));
    }

    /**
     * Sends an FLV tag's body.
     *
     * @param time in ms; only its low 32 bits travel
     */
    public void send(int type, long time, byte[] body) throws IOException {
        out.write(type == RtmpMessage.AUDIO ? 4 : 6, type, MESSAGE_STREAM, time, body);
    }

    private void expect(String command, String code) throws IOException {
        long deadline = System.nanoTime() + ANSWER.toNanos();
        while (System.nanoTime() < deadline) {
            var answer = poll();
            if (answer != null && answer.code().equals(code)) {
                return;
            }
            if (answer != null && answer.isRefusal()) {
                throw new RtmpRefused(command, answer.code());
            }
            if (answer == null && closed.isDone() && answers.isEmpty()) {
                throw new RtmpRefused(command, "a closed connection");
            }
        }
        throw new IOException("no answer to " + command + " within " + ANSWER);
    }

    private @Nullable RtmpMessage poll() {
        try {
            return answers.poll(100, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted", e));
        }
    }

    /** Whether the server closes within a time. */
    public boolean awaitClosed(Duration within) {
        try {
            closed.get(within.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
