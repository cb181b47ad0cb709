package tv.headwater.transcode.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where workers connect: a Unix-domain socket in a directory that nobody else may enter. Each is let in by its own token, once. */
final class WorkerSocket implements AutoCloseable {

    /** {@code sun_path} holds 104 bytes on some systems, its last a zero. */
    private static final int MAX_PATH_BYTES = 103;

    private static final int TOKEN_BYTES = 32;
    private static final int MAX_STRANGERS = 64;

    /** A worker says its token in the same breath as it connects. */
    private static final Duration GREETING_TIMEOUT = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(WorkerSocket.class);

    private final Path directory;
    private final Path path;
    private final ServerSocketChannel server;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, CompletableFuture<SocketChannel>> expected =
            new ConcurrentHashMap<>();
    private final Semaphore strangers = new Semaphore(MAX_STRANGERS);

    private WorkerSocket(Path directory, Path path, ServerSocketChannel server) {
        this.directory = directory;
        this.path = path;
        this.server = server;
    }

    /**
     * Listens in a new private directory.
     *
     * @param parent of the directory, null for the system's temporary one
     * @throws IOException if there can be none, or its path is too long for a socket
     */
    static WorkerSocket open(@Nullable Path parent) throws IOException {
        var directory = PrivateDirectory.create(parent);
        try {
            var path = directory.resolve(PrivateDirectory.SOCKET);
            int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
            if (length > MAX_PATH_BYTES) {
                throw new IOException(
                        "socket path %s of %d bytes exceeds %d; choose a shorter directory for workers"
                                .formatted(path, length, MAX_PATH_BYTES));
            }
            var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(path));
            var socket = new WorkerSocket(directory, path, server);
            Thread.ofVirtual().name("workers-accept").start(socket::accept);
            return socket;
        } catch (IOException e) {
            PrivateDirectory.delete(directory);
            throw e;
        }
    }

    /** Private to this process and its workers; gone when this is closed. */
    Path directory() {
        return directory;
    }

    Path path() {
        return path;
    }

    /** A token nobody has had before. */
    String token() {
        var bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Completes when somebody connects and says {@code token}. */
    CompletableFuture<SocketChannel> expect(String token) {
        var connected = new CompletableFuture<SocketChannel>();
        expected.put(token, connected);
        return connected;
    }

    /** From here on {@code token} opens nothing. */
    void forget(String token) {
        expected.remove(token);
    }

    private void accept() {
        try {
            while (true) {
                var peer = server.accept();
                if (!strangers.tryAcquire()) {
                    peer.close();
                    continue;
                }
                Thread.ofVirtual().name("workers-greet").start(() -> greet(peer));
            }
        } catch (IOException e) {
            if (server.isOpen()) {
                log.error("workers cannot connect any more", e);
            }
        }
    }

    private void greet(SocketChannel peer) {
        var letIn = new CompletableFuture<Void>();
        letIn.orTimeout(GREETING_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((done, late) -> {
                    if (late != null) {
                        close(peer);
                    }
                });
        try {
            var connected = matching(token(peer));
            if (connected == null) {
                log.warn("refused a connection to the workers' socket that had a wrong token");
                close(peer);
            } else if (!letIn.complete(null) || !connected.complete(peer)) {
                close(peer);
            }
        } catch (IOException e) {
            close(peer);
        } finally {
            letIn.complete(null);
            strangers.release();
        }
    }

    private static String token(SocketChannel peer) throws IOException {
        var bytes = ByteBuffer.allocate(2 * TOKEN_BYTES);
        while (bytes.hasRemaining()) {
            if (peer.read(bytes) < 0) {
                throw new IOException("closed before its token was said");
            }
        }
        return new String(bytes.array(), StandardCharsets.US_ASCII);
    }

    /** In a time that tells nothing about tokens. */
    private @Nullable CompletableFuture<SocketChannel> matching(String token) {
        var said = token.getBytes(StandardCharsets.US_ASCII);
        String match = null;
        for (var other : expected.keySet()) {
            if (MessageDigest.isEqual(other.getBytes(StandardCharsets.US_ASCII), said)) {
                match = other;
            }
        }
        return match == null ? null : expected.remove(match);
    }

    private static void close(SocketChannel peer) {
        try {
            peer.close();
        } catch (IOException e) {
            log.debug("closing a worker's socket", e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            PrivateDirectory.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
