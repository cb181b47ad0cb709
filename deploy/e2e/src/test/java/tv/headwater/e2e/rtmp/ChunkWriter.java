package tv.headwater.e2e.rtmp;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes messages as chunks. The first message of a chunk stream has a full header with its absolute time, the later ones of
 * video only the delta, as ffmpeg does; audio always comes with its absolute time. Used by one thread.
 */
final class ChunkWriter {

    private static final int EXTENDED = 0xffffff;

    private final OutputStream socket;
    private final Map<Integer, Long> lastTime = new HashMap<>();
    private int chunkSize = 128;

    ChunkWriter(OutputStream socket) {
        this.socket = socket;
    }

    void chunkSize(int size) throws IOException {
        write(2, RtmpMessage.SET_CHUNK_SIZE, 0, 0, ByteBuffer.allocate(4).putInt(size).array());
        chunkSize = size;
    }

    /**
     * @param time in ms; its low 32 bits go onto the wire
     */
    void write(int chunkStream, int type, int messageStream, long time, byte[] body)
            throws IOException {
        var bytes = new ByteArrayOutputStream(body.length + 64);
        var out = new DataOutputStream(bytes);
        var last = lastTime.put(chunkStream, time);
        boolean delta = type == RtmpMessage.VIDEO && last != null && time >= last;
        long field = (delta ? time - last : time) & 0xffffffffL;
        out.writeByte((delta ? 1 : 0) << 6 | chunkStream);
        medium(out, (int) Math.min(field, EXTENDED));
        medium(out, body.length);
        out.writeByte(type);
        if (!delta) {
            out.writeInt(Integer.reverseBytes(messageStream));
        }
        extended(out, field);
        for (int at = 0; at < body.length; at += chunkSize) {
            if (at > 0) {
                out.writeByte(3 << 6 | chunkStream);
                extended(out, field);
            }
            out.write(body, at, Math.min(chunkSize, body.length - at));
        }
        bytes.writeTo(socket);
        socket.flush();
    }

    private static void extended(DataOutputStream out, long field) throws IOException {
        if (field >= EXTENDED) {
            out.writeInt((int) field);
        }
    }

    private static void medium(DataOutputStream out, int value) throws IOException {
        out.writeByte(value >> 16);
        out.writeShort(value);
    }
}
