package tv.headwater.e2e.rtmp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Many connections that never say a word, from many addresses of loopback so that no limit per address spares the server. */
public final class IdleSockets implements AutoCloseable {

    private static final int PER_ADDRESS = 20;

    private final List<SocketChannel> open;

    private IdleSockets(List<SocketChannel> open) {
        this.open = open;
    }

    /**
     * Connects; one that the server resets at once counts as one that it closed.
     *
     * @throws AssertionError if this process may not open so many files
     */
    public static IdleSockets open(InetSocketAddress server, int count) throws IOException {
        var all = new ArrayList<SocketChannel>(count);
        var sockets = new IdleSockets(all);
        try {
            for (int i = 0; i < count; i++) {
                all.add(connect(server, i / PER_ADDRESS));
            }
            return sockets;
        } catch (IOException e) {
            sockets.close();
            throw new AssertionError(
                    "socket "
                            + all.size()
                            + " of "
                            + count
                            + " cannot be opened; ulimit -Hn must"
                            + " allow "
                            + (count + 1_000)
                            + " files",
                    e);
        }
    }

    private static SocketChannel connect(InetSocketAddress server, int address) throws IOException {
        var channel = SocketChannel.open();
        try {
            var from = new byte[] {127, 1, (byte) (address >> 8), (byte) (address + 1)};
            channel.bind(new InetSocketAddress(InetAddress.getByAddress(from), 0));
            channel.connect(server);
            channel.configureBlocking(false);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Waits until the server has closed them all.
     *
     * @return how many are still open then
     */
    public int awaitAllClosed(long time, TimeUnit unit) {
        long deadline = System.nanoTime() + unit.toNanos(time);
        var left = new ArrayList<>(open);
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            left.removeIf(IdleSockets::isClosedByPeer);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        return left.size();
    }

    private static boolean isClosedByPeer(SocketChannel channel) {
        try {
            return channel.read(ByteBuffer.allocate(16)) < 0;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() {
        for (var channel : open) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
