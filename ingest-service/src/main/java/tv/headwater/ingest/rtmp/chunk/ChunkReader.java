package tv.headwater.ingest.rtmp.chunk;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tv.headwater.ingest.rtmp.message.RawMessage;

/**
 * Puts messages together from chunks, however the bytes are cut. What it holds grows with the bytes received, never with a length
 * announced. For one connection and one thread.
 *
 * <p>Extended timestamps: the specification has type 3 chunks repeat the field, some encoders leave it out. It is taken as
 * repeated if the bytes at its place equal the last one.
 */
public final class ChunkReader {

    /** Before the peer sets another, section 5.4.1. */
    public static final int INITIAL_CHUNK_SIZE = 128;

    private static final int LONGEST_HEADER = 3 + 11 + 4;
    private static final int ESCAPE = 0xFFFFFF;
    private static final int LONGEST_MESSAGE = 0xFFFFFF;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private ChunkLimits limits;
    private int chunkSize = INITIAL_CHUNK_SIZE;
    private final Map<Integer, ChunkStream> streams = new HashMap<>();
    private final byte[] header = new byte[LONGEST_HEADER];
    private int headerLength;

    /** In the payload of a chunk of this stream, or in a header if null. */
    private @Nullable ChunkStream current;

    private int chunkLeft;

    /** Where an extended timestamp may be repeated, and how many of its bytes have been seen. */
    private @Nullable ChunkStream repeating;

    private int repeated;

    /** Bytes to read before those of the peer: what looked like a repeated timestamp and was not. */
    private ByteBuffer replay = NOTHING;

    private int held;

    public ChunkReader(ChunkLimits limits) {
        this.limits = limits;
    }

    public void limits(ChunkLimits limits) {
        this.limits = limits;
    }

    /**
     * The size of chunks from now on. Chunks longer than any message mean the same as chunks as long as one, so that is where
     * it is clamped: a lower clamp would misread the peer's framing, and memory does not depend on it.
     *
     * @throws MalformedChunk if {@code size} is below 128 or has bit 31 set
     */
    public void chunkSize(int size) {
        if (size < INITIAL_CHUNK_SIZE) {
            throw new MalformedChunk(
                    "chunk size "
                            + Integer.toUnsignedString(size)
                            + " is not between 128 and 2147483647");
        }
        chunkSize = Math.min(size, LONGEST_MESSAGE);
    }

    /** Forgets the message begun on chunk stream {@code id}, if there is one. */
    public void abort(int id) {
        var stream = streams.get(id);
        if (stream != null) {
            held -= stream.held();
            stream.abandon();
        }
    }

    /** Bytes held of messages begun and not finished. */
    public int held() {
        return held;
    }

    /**
     * Reads on until a message is whole or {@code in} is used up.
     *
     * @return the message, or null if {@code in} is used up
     * @throws MalformedChunk if the stream is broken or exceeds a limit; the reader is of no use afterwards
     */
    public @Nullable RawMessage read(ByteBuffer in) {
        while (replay.hasRemaining() || in.hasRemaining()) {
            var source = replay.hasRemaining() ? replay : in;
            var message = step(source);
            if (message != null) {
                return message;
            }
        }
        return null;
    }

    private @Nullable RawMessage step(ByteBuffer source) {
        if (current != null) {
            return payload(source, current);
        }
        return repeating != null ? repetition(source, repeating) : header(source);
    }

    private @Nullable RawMessage header(ByteBuffer in) {
        header[headerLength++] = in.get();
        int basic = basicLength();
        int format = Byte.toUnsignedInt(header[0]) >> 6;
        int fixed = basic + messageHeaderLength(format);
        if (headerLength < fixed) {
            return null;
        }
        if (format == 3) {
            return typeThree(stream(id(basic)));
        }
        var fields = ByteBuffer.wrap(header).position(basic);
        int time = fields.getInt(basic) >>> 8;
        boolean extended = time == ESCAPE;
        if (extended) {
            if (headerLength < fixed + 4) {
                return null;
            }
            time = fields.getInt(fixed);
        }
        var stream = stream(id(basic));
        stream.begin(format, fields, time, extended);
        return enter(stream);
    }

    private @Nullable RawMessage typeThree(ChunkStream stream) {
        if (stream.extended()) {
            repeating = stream;
            repeated = 0;
            return null;
        }
        stream.goOn();
        return enter(stream);
    }

    private @Nullable RawMessage repetition(ByteBuffer in, ChunkStream stream) {
        int expected = stream.extension() >>> (24 - 8 * repeated) & 0xFF;
        if (Byte.toUnsignedInt(in.get(in.position())) == expected) {
            in.get();
            if (++repeated < 4) {
                return null;
            }
        } else if (repeated > 0) {
            var again = ByteBuffer.allocate(repeated + replay.remaining());
            for (int i = 0; i < repeated; i++) {
                again.put((byte) (stream.extension() >>> (24 - 8 * i)));
            }
            replay = again.put(replay).flip();
        }
        repeating = null;
        stream.goOn();
        return enter(stream);
    }

    private @Nullable RawMessage enter(ChunkStream stream) {
        headerLength = 0;
        if (stream.length() > limits.message()) {
            throw new MalformedChunk(
                    "message of " + stream.length() + " bytes exceeds " + limits.message());
        }
        if (stream.missing() == 0) {
            return stream.finish();
        }
        current = stream;
        chunkLeft = Math.min(chunkSize, stream.missing());
        return null;
    }

    private @Nullable RawMessage payload(ByteBuffer in, ChunkStream stream) {
        int count = Math.min(in.remaining(), chunkLeft);
        held -= stream.held();
        stream.take(in, count);
        held += stream.held();
        if (held > limits.unfinished()) {
            throw new MalformedChunk(
                    held + " bytes of unfinished messages exceed " + limits.unfinished());
        }
        chunkLeft -= count;
        if (chunkLeft > 0) {
            return null;
        }
        current = null;
        if (stream.missing() > 0) {
            return null;
        }
        held -= stream.held();
        return stream.finish();
    }

    private ChunkStream stream(int id) {
        var stream = streams.get(id);
        if (stream == null) {
            if (streams.size() >= limits.chunkStreams()) {
                throw new MalformedChunk("more than " + limits.chunkStreams() + " chunk streams");
            }
            stream = new ChunkStream(id);
            streams.put(id, stream);
        }
        return stream;
    }

    /** Section 5.3.1.1: 1, 2 or 3 bytes. */
    private int basicLength() {
        return switch (header[0] & 0x3F) {
            case 0 -> 2;
            case 1 -> 3;
            default -> 1;
        };
    }

    private int id(int basicLength) {
        return switch (basicLength) {
            case 1 -> header[0] & 0x3F;
            case 2 -> 64 + Byte.toUnsignedInt(header[1]);
            default -> 64 + Byte.toUnsignedInt(header[1]) + (Byte.toUnsignedInt(header[2]) << 8);
        };
    }

    private static int messageHeaderLength(int format) {
        return switch (format) {
            case 0 -> 11;
            case 1 -> 7;
            case 2 -> 3;
            default -> 0;
        };
    }
}
