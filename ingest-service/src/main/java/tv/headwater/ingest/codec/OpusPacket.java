package tv.headwater.ingest.codec;

import java.nio.ByteBuffer;

/** The table of contents of an Opus packet (RFC 6716 3.1). */
final class OpusPacket {

    /** 20 ms. */
    static final int USUAL = 960;

    /** 120 ms. */
    private static final int MAX = 5760;

    private static final int[] SILK = {480, 960, 1920, 2880};
    private static final int[] HYBRID = {480, 960};
    private static final int[] CELT = {120, 240, 480, 960};

    private OpusPacket() {}

    /** How many samples at 48 kHz the packet holds: {@link #USUAL} if it does not say anything sensible. */
    static int samples(ByteBuffer packet) {
        if (!packet.hasRemaining()) {
            return USUAL;
        }
        int toc = Byte.toUnsignedInt(packet.get(packet.position()));
        int samples = frames(toc & 3, packet) * samplesPerFrame(toc >> 3);
        return samples > 0 && samples <= MAX ? samples : USUAL;
    }

    private static int frames(int code, ByteBuffer packet) {
        return switch (code) {
            case 0 -> 1;
            case 1, 2 -> 2;
            default -> packet.remaining() < 2 ? 0 : packet.get(packet.position() + 1) & 0x3f;
        };
    }

    private static int samplesPerFrame(int configuration) {
        if (configuration < 12) {
            return SILK[configuration % 4];
        }
        return configuration < 16 ? HYBRID[configuration % 2] : CELT[configuration % 4];
    }
}
