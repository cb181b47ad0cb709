package tv.headwater.ingest.flv;

import java.nio.ByteBuffer;
import java.util.Map;
import tv.headwater.contract.media.FourCc;

/**
 * What one RTMP audio, video or data message carries. {@code timestamp} is the message's raw 32-bit time in milliseconds, not
 * yet unwrapped. Payloads are read-only, on the heap, and owned by the receiver.
 */
public sealed interface FlvTag {

    /** AVC sequence header, or SequenceStart of Enhanced RTMP: a decoder configuration record. */
    record VideoConfiguration(FourCc codec, ByteBuffer configuration) implements FlvTag {}

    /**
     * Coded video: NAL units with 4-byte lengths, or OBUs.
     *
     * @param compositionOffset milliseconds from decoding to presentation, signed
     */
    record VideoFrame(
            FourCc codec,
            boolean randomAccess,
            int timestamp,
            int compositionOffset,
            ByteBuffer payload)
            implements FlvTag {}

    /** End of sequence: the publisher says that no more video follows. */
    record VideoEnd(FourCc codec) implements FlvTag {}

    /** AAC sequence header or SequenceStart: an AudioSpecificConfig, or an OpusHead (RFC 7845 5.1). */
    record AudioConfiguration(FourCc codec, ByteBuffer configuration) implements FlvTag {}

    /** One coded audio frame. */
    record AudioFrame(FourCc codec, int timestamp, ByteBuffer payload) implements FlvTag {}

    /** Media of a further track, which is not carried: only the first of each kind is. */
    record OtherTrack(int id) implements FlvTag {}

    /** onMetaData: what the publisher says of itself, numbers as Double, text as String, flags as Boolean. */
    record Metadata(Map<String, Object> properties) implements FlvTag {}

    /** Something well-formed that carries no media for us, such as a command frame. */
    record Ignored(String why) implements FlvTag {}
}
