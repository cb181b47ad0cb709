package tv.headwater.transcode.worker.audio;

import java.nio.ByteBuffer;

/**
 * A raw AAC frame of 1024 samples.
 *
 * @param pts of its first sample in ticks, a multiple of {@value AudioTranscoder#TICKS_PER_FRAME}; dts is the same. The payload may be kept
 */
public record AacUnit(ByteBuffer payload, long pts) {}
