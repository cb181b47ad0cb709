package tv.headwater.ingest.rtmp.message;

import java.nio.ByteBuffer;

/**
 * A message as the chunk stream carries it, its payload not yet looked at.
 *
 * @param type message type id, 0 to 255
 * @param streamId message stream id
 * @param timestamp milliseconds, 32 bits that wrap
 */
public record RawMessage(int type, int streamId, int timestamp, ByteBuffer payload) {}
