package tv.headwater.e2e.rtmp;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** Reads the server's messages from its chunks (RTMP 1.0, 5.3.1). Used by one thread. */
final class ChunkReader {

    private static final class ChunkStream {
        private int timestamp;
        private int length;
        private int type;
        private ByteArrayOutputStream body = new ByteArrayOutputStream();
    }

    private final DataInputStream in;
    private final Map<Integer, ChunkStream> streams = new HashMap<>();
    private int chunkSize = 128;

    ChunkReader(InputStream in) {
        this.in = new DataInputStream(in);
    }

    /**
     * The next whole message.
     *
     * @throws java.io.EOFException when the server has closed
     */
    RtmpMessage next() throws IOException {
        while (true) {
            var stream = header();
            int missing = stream.length - stream.body.size();
            stream.body.write(in.readNBytes(Math.min(missing, chunkSize)));
            if (stream.body.size() == stream.length) {
                var message = new RtmpMessage(stream.type, stream.body.toByteArray());
                stream.body = new ByteArrayOutputStream();
                if (message.type() == RtmpMessage.SET_CHUNK_SIZE) {
                    chunkSize = ByteBuffer.wrap(message.body()).getInt();
                } else {
                    return message;
                }
            }
        }
    }

    private ChunkStream header() throws IOException {
        int first = in.readUnsignedByte();
        int id = first & 0x3f;
        if (id == 0) {
            id = 64 + in.readUnsignedByte();
        } else if (id == 1) {
            id = 64 + in.readUnsignedByte() + 256 * in.readUnsignedByte();
        }
        var stream = streams.computeIfAbsent(id, none -> new ChunkStream());
        int format = first >> 6;
        if (format <= 2) {
            stream.timestamp = medium();
        }
        if (format <= 1) {
            stream.length = medium();
            stream.type = in.readUnsignedByte();
        }
        if (format == 0) {
            in.readInt();
        }
        if (stream.timestamp == 0xffffff) {
            in.readInt();
        }
        return stream;
    }

    private int medium() throws IOException {
        return in.readUnsignedByte() << 16 | in.readUnsignedShort();
    }
}
