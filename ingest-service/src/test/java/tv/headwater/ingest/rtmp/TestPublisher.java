package tv.headwater.ingest.rtmp;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import tv.headwater.ingest.rtmp.amf.AmfLimits;
import tv.headwater.ingest.rtmp.amf.AmfValue;
import tv.headwater.ingest.rtmp.chunk.ChunkLimits;
import tv.headwater.ingest.rtmp.chunk.ChunkReader;
import tv.headwater.ingest.rtmp.chunk.ChunkWriter;
import tv.headwater.ingest.rtmp.message.MessageCodec;
import tv.headwater.ingest.rtmp.message.RtmpMessage;
import tv.headwater.ingest.rtmp.message.RtmpMessage.Command;

/** A publisher over a real socket that can do everything wrong, too. Reads give up after 10 s. */
final class TestPublisher implements AutoCloseable {

    private static final int HANDSHAKE = 1536;

    private final Socket wire;
    private final Socket socket;
    private final ChunkWriter writer = new ChunkWriter();
    private final ChunkReader reader = new ChunkReader(new ChunkLimits(1 << 20, 1 << 20, 32));
    private final byte[] buffer = new byte[8192];
    private ByteBuffer input = ByteBuffer.allocate(0);

    TestPublisher(int port) {
        this(port, "127.0.0.1");
    }

    /**
     * @param from the loopback address to come from
     */
    TestPublisher(int port, String from) {
        try {
            wire = connected(port, from);
            socket = wire;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Over TLS, of which the handshake is over then.
     *
     * @throws UncheckedIOException if it fails
     */
    TestPublisher(int port, SSLSocketFactory tls) {
        try {
            wire = connected(port, "127.0.0.1");
            var secured = (SSLSocket) tls.createSocket(wire, "localhost", port, true);
            secured.startHandshake();
            socket = secured;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Socket connected(int port, String from) throws IOException {
        var socket = new Socket();
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10_000);
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        return socket;
    }

    void write(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(String ascii) {
        write(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    /** Past TLS, where there is. */
    void writeBelowTls(String ascii) {
        try {
            wire.getOutputStream().write(ascii.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TestPublisher handshake() {
        var c0c1 = new byte[1 + HANDSHAKE];
        c0c1[0] = 3;
        write(c0c1);
        try {
            var answer = socket.getInputStream().readNBytes(1 + 2 * HANDSHAKE);
            if (answer.length != 1 + 2 * HANDSHAKE) {
                throw new EOFException("the server closed during the handshake");
            }
            write(Arrays.copyOfRange(answer, 1, 1 + HANDSHAKE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    void send(RtmpMessage message) {
        var bytes = bytes(message);
        write(bytes);
    }

    /** Several messages in one write. */
    void sendTogether(RtmpMessage... messages) {
        var all = new ByteArrayOutputStream();
        for (var message : messages) {
            all.writeBytes(bytes(message));
        }
        write(all.toByteArray());
    }

    private byte[] bytes(RtmpMessage message) {
        var written = writer.write(4, MessageCodec.encode(message));
        var bytes = new byte[written.remaining()];
        written.get(bytes);
        return bytes;
    }

    /** Announces a chunk size and uses it. */
    void chunkSize(int size) {
        send(new RtmpMessage.SetChunkSize(size));
        writer.chunkSize(size);
    }

    /**
     * The next message from the server.
     *
     * @throws UncheckedIOException if the server closes, or says nothing for 10 s
     */
    RtmpMessage receive() {
        try {
            while (true) {
                var raw = reader.read(input);
                if (raw != null) {
                    var message = MessageCodec.decode(raw, AmfLimits.PUBLISHING);
                    if (message instanceof RtmpMessage.SetChunkSize(int size)) {
                        reader.chunkSize(size);
                    }
                    return message;
                }
                int count = socket.getInputStream().read(buffer);
                if (count < 0) {
                    throw new EOFException("the server closed");
                }
                input = ByteBuffer.wrap(buffer, 0, count);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads on to the first command that {@code wanted} takes. */
    Command receive(Predicate<Command> wanted) {
        while (true) {
            if (receive() instanceof Command command && wanted.test(command)) {
                return command;
            }
        }
    }

    Command receive(String name) {
        return receive(command -> command.name().equals(name));
    }

    /** All messages up to the server's close. */
    List<RtmpMessage> receiveAll() {
        List<RtmpMessage> all = new ArrayList<>();
        while (true) {
            try {
                all.add(receive());
            } catch (UncheckedIOException e) {
                if (e.getCause() instanceof EOFException
                        || e.getCause() instanceof SocketException) {
                    return all;
                }
                throw e;
            }
        }
    }

    /** Waits until the server has closed, whatever it says before. */
    void awaitClose() {
        try {
            wire.getInputStream().readAllBytes();
        } catch (SocketException e) {
            // Closed with bytes of ours unread.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Command connect(String app) {
        Map<String, AmfValue> properties = new LinkedHashMap<>();
        properties.put("app", AmfValue.of(app));
        properties.put("type", AmfValue.of("nonprivate"));
        return connect(new AmfValue.Properties(properties));
    }

    Command connect(AmfValue.Properties properties) {
        send(new Command(0, "connect", 1, List.of(properties)));
        return receive(command -> command.transaction() == 1);
    }

    /** Sends publish without waiting for what comes of it. */
    void requestPublish(String streamName) {
        send(publish(streamName, "live"));
    }

    static Command publish(String streamName, String type) {
        return new Command(
                1,
                "publish",
                5,
                List.of(AmfValue.NULL, AmfValue.of(streamName), AmfValue.of(type)));
    }

    static Command call(String name, double transaction, AmfValue... arguments) {
        List<AmfValue> all = new ArrayList<>(List.of(AmfValue.NULL));
        all.addAll(List.of(arguments));
        return new Command(0, name, transaction, all);
    }

    /** Everything up to the answer to publish. */
    Command begin(String app, String streamName) {
        handshake();
        connect(app);
        send(call("createStream", 4));
        receive(command -> command.transaction() == 4);
        requestPublish(streamName);
        return receive("onStatus");
    }

    static String code(Command command) {
        return ((AmfValue.Properties) command.arguments().get(1)).text("code");
    }

    static String description(Command command) {
        return ((AmfValue.Properties) command.arguments().get(1)).text("description");
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
