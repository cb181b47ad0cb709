package tv.headwater.ingest.rtmp.chunk;

import java.nio.ByteBuffer;
import tv.headwater.ingest.rtmp.message.RawMessage;

/** Cuts messages into chunks, each message with a full header. For one connection and one thread. */
public final class ChunkWriter {

    private static final int ESCAPE = 0xFFFFFF;
    private static final int CONTINUATION = 0xC0;

    private int chunkSize = ChunkReader.INITIAL_CHUNK_SIZE;

    /** The size of chunks from now on, which the peer must have been told. */
    public void chunkSize(int size) {
        chunkSize = size;
    }

    /**
     * @param chunkStream 2 to 65599
     */
    public ByteBuffer write(int chunkStream, RawMessage message) {
        var payload = message.payload().slice();
        boolean extended = Integer.compareUnsigned(message.timestamp(), ESCAPE) >= 0;
        int chunks = Math.max(1, (payload.remaining() + chunkSize - 1) / chunkSize);
        int header = basicLength(chunkStream) + (extended ? 4 : 0);
        var out = ByteBuffer.allocate(11 + chunks * header + payload.remaining());

        basicHeader(out, 0, chunkStream);
        out.putInt((extended ? ESCAPE : message.timestamp()) << 8 | payload.remaining() >>> 16);
        out.putInt(payload.remaining() << 16 | message.type() << 8 | (message.streamId() & 0xFF));
        out.put((byte) (message.streamId() >>> 8)).put((byte) (message.streamId() >>> 16));
        out.put((byte) (message.streamId() >>> 24));
        chunk(out, extended, message.timestamp(), payload);
        while (payload.hasRemaining()) {
            basicHeader(out, CONTINUATION, chunkStream);
            chunk(out, extended, message.timestamp(), payload);
        }
        return out.flip();
    }

    private void chunk(ByteBuffer out, boolean extended, int timestamp, ByteBuffer payload) {
        if (extended) {
            out.putInt(timestamp);
        }
        int count = Math.min(chunkSize, payload.remaining());
        out.put(payload.slice(payload.position(), count));
        payload.position(payload.position() + count);
    }

    private static int basicLength(int chunkStream) {
        return chunkStream < 64 ? 1 : chunkStream < 320 ? 2 : 3;
    }

    private static void basicHeader(ByteBuffer out, int format, int chunkStream) {
        switch (basicLength(chunkStream)) {
            case 1 -> out.put((byte) (format | chunkStream));
            case 2 -> out.put((byte) format).put((byte) (chunkStream - 64));
            default ->
                    out.put((byte) (format | 1))
                            .put((byte) (chunkStream - 64))
                            .put((byte) ((chunkStream - 64) >>> 8));
        }
    }
}
