package tv.headwater.bench.edge;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;

/** Viewers with a keep-alive connection each, who ask again as soon as they are answered. */
final class Load {

    private static final int BUFFER = 16 * 1024;
    private static final Executor VIEWERS = task -> Thread.ofVirtual().start(task);

    private Load() {}

    /** One viewer's connection. */
    static final class Viewer implements AutoCloseable {

        private final Socket socket = new Socket();
        private final InputStream in;
        private final OutputStream out;

        Viewer(int port) {
            try {
                socket.setTcpNoDelay(true);
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                in = new BufferedInputStream(socket.getInputStream(), BUFFER);
                out = socket.getOutputStream();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void ask(String target) throws IOException {
            out.write(
                    ("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: bench\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
        }

        /** Takes an answer whole, and wants it to be 200. */
        void take() throws IOException {
            var status = line();
            if (!status.startsWith("HTTP/1.1 200")) {
                throw new IOException("answered with " + status);
            }
            long length = -1;
            for (var header = line(); !header.isEmpty(); header = line()) {
                if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                    length = Long.parseLong(header.substring(15).strip());
                }
            }
            if (length < 0) {
                throw new IOException("no Content-Length");
            }
            in.skipNBytes(length);
        }

        private String line() throws IOException {
            var line = new StringBuilder(64);
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    throw new EOFException("the connection ended");
                }
                if (b != '\r') {
                    line.append((char) b);
                }
            }
            return line.toString();
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                // It is of no use any more.
            }
        }
    }

    /**
     * Lets {@code connections} viewers ask for {@code targets} in turn.
     *
     * @return how many answers they got
     */
    static long run(int port, List<String> targets, int connections, Duration duration) {
        long deadline = System.nanoTime() + duration.toNanos();
        List<CompletableFuture<Long>> viewers = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            viewers.add(
                    CompletableFuture.supplyAsync(() -> watch(port, targets, deadline), VIEWERS));
        }
        return viewers.stream().mapToLong(CompletableFuture::join).sum();
    }

    private static long watch(int port, List<String> targets, long deadline) {
        long answers = 0;
        try (var viewer = new Viewer(port)) {
            while (System.nanoTime() < deadline) {
                viewer.ask(targets.get((int) (answers % targets.size())));
                viewer.take();
                answers++;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return answers;
    }

    /** Viewers who all wait for the same. */
    static final class Herd implements AutoCloseable {

        private final List<Viewer> viewers = new ArrayList<>();

        Herd(int port, String target, int size) throws IOException {
            for (int i = 0; i < size; i++) {
                var viewer = new Viewer(port);
                viewers.add(viewer);
                viewer.ask(target);
            }
        }

        /**
         * Waits until all have their answer.
         *
         * @return when each had it, of {@link System#nanoTime}
         */
        List<Long> taken() throws InterruptedException {
            var done = new CountDownLatch(viewers.size());
            List<CompletableFuture<Long>> times = new ArrayList<>();
            for (var viewer : viewers) {
                times.add(
                        CompletableFuture.supplyAsync(
                                () -> {
                                    try {
                                        viewer.take();
                                        return System.nanoTime();
                                    } catch (IOException e) {
                                        throw new UncheckedIOException(e);
                                    } finally {
                                        done.countDown();
                                    }
                                },
                                VIEWERS));
            }
            done.await();
            return times.stream().map(CompletableFuture::join).toList();
        }

        @Override
        public void close() {
            viewers.forEach(Viewer::close);
        }
    }
}
