package tv.headwater.transcode.worker;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Main classes of processes that do not become workers. None ends with its parent by itself, but for the last. */
public final class StubbornWorker {

    private StubbornWorker() {}

    /** Never connects. */
    public static final class Silent {
        private Silent() {}

        public static void main(String[] args) throws InterruptedException {
            System.err.println("I stay at home");
            new CountDownLatch(1).await();
        }
    }

    /** Connects with a token nobody gave it. */
    public static final class Intruder {
        private Intruder() {}

        public static void main(String[] args) throws IOException, InterruptedException {
            var socket = SocketChannel.open(UnixDomainSocketAddress.of(Path.of(args[0])));
            socket.write(ByteBuffer.wrap("0".repeat(64).getBytes(StandardCharsets.US_ASCII)));
            if (socket.read(ByteBuffer.allocate(1)) < 0) {
                System.err.println("refused");
            }
            new CountDownLatch(1).await();
        }
    }

    /** Ends before it connects. */
    public static final class Quitter {
        private Quitter() {}

        public static void main(String[] args) {
            System.err.println("no such library");
            System.exit(3);
        }
    }
}
