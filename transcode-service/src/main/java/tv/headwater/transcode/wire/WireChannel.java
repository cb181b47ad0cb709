package tv.headwater.transcode.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Messages over a blocking socket. Any thread may write, one message after the other; one thread reads. Interrupting a thread
 * that waits here closes the socket.
 */
public final class WireChannel implements AutoCloseable {

    /** Whether the body of a {@link WireMessage.Media} that was read outlives the next read. */
    public enum Bodies {
        /** Each has memory of its own. */
        KEPT,
        /** All share one buffer, which the next read overwrites. */
        REUSED
    }

    private static final int LENGTH_BYTES = 4;
    private static final int HEAD_BYTES = LENGTH_BYTES + 1;
    private static final int CRC_BYTES = 4;

    /** What one system call moves; also what keeps the JDK from hoarding direct memory of a body's size for each thread. */
    private static final int STAGE_BYTES = 64 * 1024;

    private final SocketChannel socket;
    private final Bodies bodies;
    private final ReentrantLock writing = new ReentrantLock();
    private final ByteBuffer out = ByteBuffer.allocateDirect(STAGE_BYTES);
    private final ByteBuffer in = ByteBuffer.allocateDirect(STAGE_BYTES).flip();
    private ByteBuffer reused = ByteBuffer.allocate(STAGE_BYTES);

    public WireChannel(SocketChannel socket, Bodies bodies) {
        this.socket = socket;
        this.bodies = bodies;
    }

    /**
     * Writes one message, whole, blocking while the peer does not read.
     *
     * @throws IOException if the peer is gone; it may have part of the message then
     * @throws IllegalArgumentException if the message is too big; nothing of it has been written
     */
    public void write(WireMessage message) throws IOException {
        var body = WireCodec.body(message);
        var crc = new CRC32C();
        writing.lock();
        try {
            out.clear();
            out.putInt(body.remaining()).put(WireCodec.type(message));
            crc.update(out.slice(LENGTH_BYTES, 1));
            while (body.hasRemaining()) {
                int count = Math.min(body.remaining(), out.remaining());
                crc.update(out.slice(stage(body, count), count));
                if (!out.hasRemaining()) {
                    flush();
                }
            }
            if (out.remaining() < CRC_BYTES) {
                flush();
            }
            out.putInt((int) crc.getValue());
            flush();
        } finally {
            writing.unlock();
        }
    }

    /** Moves some of the body to where it leaves from, and says where that is. */
    private int stage(ByteBuffer body, int count) {
        int at = out.position();
        out.put(body.slice(body.position(), count));
        body.position(body.position() + count);
        return at;
    }

    private void flush() throws IOException {
        out.flip();
        while (out.hasRemaining()) {
            socket.write(out);
        }
        out.clear();
    }

    /**
     * Waits for the next message.
     *
     * @return null if the peer has closed the socket, between two messages
     * @throws MalformedFrame if what comes is no message, or only part of one
     * @throws IOException if the socket is broken, or closed on this side
     */
    public @Nullable WireMessage read() throws IOException {
        if (!fill(HEAD_BYTES)) {
            if (in.hasRemaining()) {
                throw new MalformedFrame("socket closed inside a frame's head");
            }
            return null;
        }
        int length = in.getInt();
        if (length < 0 || length > WireCodec.MAX_BODY_LENGTH) {
            throw new MalformedFrame(
                    "frame of "
                            + Integer.toUnsignedString(length)
                            + " bytes exceeds "
                            + WireCodec.MAX_BODY_LENGTH);
        }
        var crc = new CRC32C();
        crc.update(in.slice(in.position(), 1));
        int type = in.get();
        var body = body(length);
        while (body.hasRemaining()) {
            moreOf(length, 1);
            int count = Math.min(body.remaining(), in.remaining());
            crc.update(in.slice(in.position(), count));
            body.put(in.slice(in.position(), count));
            in.position(in.position() + count);
        }
        moreOf(length, CRC_BYTES);
        if (in.getInt() != (int) crc.getValue()) {
            throw new MalformedFrame("CRC32C of a frame of " + length + " bytes does not match");
        }
        return WireCodec.message(type, body.flip());
    }

    private void moreOf(int length, int count) throws IOException {
        if (!fill(count)) {
            throw new MalformedFrame("socket closed inside a frame of " + length + " bytes");
        }
    }

    /** Waits until so many bytes are in; false if the socket ends before. */
    private boolean fill(int count) throws IOException {
        if (in.remaining() >= count) {
            return true;
        }
        in.compact();
        try {
            while (in.position() < count) {
                if (socket.read(in) < 0) {
                    return false;
                }
            }
            return true;
        } finally {
            in.flip();
        }
    }

    private ByteBuffer body(int length) {
        if (bodies == Bodies.KEPT) {
            return ByteBuffer.allocate(length);
        }
        if (reused.capacity() < length) {
            reused =
                    ByteBuffer.allocate(
                            Math.max(
                                    length,
                                    Math.min(2 * reused.capacity(), WireCodec.MAX_BODY_LENGTH)));
        }
        return reused.clear().limit(length);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
