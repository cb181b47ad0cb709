package tv.headwater.transcode.worker.encode;

import java.nio.ByteBuffer;

/**
 * One coded picture.
 *
 * @param payload an ISO BMFF sample: NAL units with 4-byte lengths, without parameter sets and access unit delimiters; of AV1 a
 *     temporal unit without its delimiter. The receiver may keep it
 * @param randomAccess it is an IDR picture, or AV1's key frame
 * @param dts decoding time in ticks as the encoder counts: grows strictly, never above {@code pts}, below 0 where pictures are
 *     reordered at the very beginning of time
 * @param pts of the picture that was given in, in ticks
 */
public record EncodedPicture(ByteBuffer payload, boolean randomAccess, long dts, long pts) {}
