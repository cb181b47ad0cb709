package tv.headwater.ingest.rtmp.chunk;

import java.nio.ByteBuffer;
import java.util.Arrays;
import tv.headwater.ingest.rtmp.message.RawMessage;

/** What the headers of one chunk stream leave to the next, and its message in the making. */
final class ChunkStream {

    private static final byte[] NOTHING = {};
    private static final int FIRST_ALLOCATION = 4096;

    private final int id;
    private int type;
    private int streamId;
    private int length;
    private int timestamp;
    private int delta;
    private boolean known;
    private boolean extended;
    private int extension;
    private byte[] payload = NOTHING;
    private int received;
    private boolean open;

    ChunkStream(int id) {
        this.id = id;
    }

    /** Whether a message is begun and not finished. */
    boolean open() {
        return open;
    }

    /** Whether the last header had an extended timestamp, which type 3 chunks may repeat. */
    boolean extended() {
        return extended;
    }

    int extension() {
        return extension;
    }

    int missing() {
        return length - received;
    }

    /** Bytes held for the message in the making. */
    int held() {
        return payload.length;
    }

    /**
     * Begins a message with a header of type 0, 1 or 2.
     *
     * @param header the message header from its first byte
     */
    void begin(int format, ByteBuffer header, int time, boolean timeIsExtended) {
        if (open) {
            throw new MalformedChunk(
                    "chunk stream "
                            + id
                            + " begins a message while "
                            + missing()
                            + " bytes of the last one are missing");
        }
        // librtmp opens chunk stream 2 with type 1 for a ping, so only type 2 needs a predecessor.
        if (format == 2 && !known) {
            throw new MalformedChunk("chunk stream " + id + " begins with type 2");
        }
        header.position(header.position() + 3);
        if (format <= 1) {
            length = Short.toUnsignedInt(header.getShort()) << 8 | Byte.toUnsignedInt(header.get());
            type = Byte.toUnsignedInt(header.get());
        }
        if (format == 0) {
            streamId = Integer.reverseBytes(header.getInt());
        }
        timestamp = format == 0 ? time : timestamp + time;
        delta = time;
        extended = timeIsExtended;
        extension = time;
        known = true;
        open = true;
    }

    /** A type 3 chunk: goes on with a message, or begins one like the last (section 5.3.1.2.4). */
    void goOn() {
        if (!known) {
            throw new MalformedChunk("chunk stream " + id + " begins with type 3");
        }
        if (!open) {
            timestamp += delta;
            open = true;
        }
    }

    int length() {
        return length;
    }

    /** Takes up to {@code count} bytes, making room for those at hand but not for those only announced. */
    void take(ByteBuffer in, int count) {
        int needed = received + count;
        if (needed > payload.length) {
            int room = Math.max(needed, Math.max(FIRST_ALLOCATION, payload.length * 2));
            payload = Arrays.copyOf(payload, Math.min(length, room));
        }
        in.get(payload, received, count);
        received += count;
    }

    RawMessage finish() {
        var message =
                new RawMessage(
                        type, streamId, timestamp, ByteBuffer.wrap(payload).asReadOnlyBuffer());
        abandon();
        return message;
    }

    void abandon() {
        payload = NOTHING;
        received = 0;
        open = false;
    }
}
