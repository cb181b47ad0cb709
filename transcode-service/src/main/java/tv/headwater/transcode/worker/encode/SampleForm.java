package tv.headwater.transcode.worker.encode;

import java.nio.ByteBuffer;
import tv.headwater.contract.stream.VideoCodec;

/**
 * From what encoders write to what ISO BMFF stores. NAL units: start codes (H.264 and H.265 annex B) become 4-byte lengths; parameter sets, which
 * stand in the decoder configuration, and access unit delimiters go. AV1: temporal delimiters go (AV1 ISOBMFF 2.4).
 */
final class SampleForm {

    private static final int LENGTH = 4;
    private static final int OBU_TEMPORAL_DELIMITER = 2;

    private SampleForm() {}

    static ByteBuffer of(VideoCodec codec, byte[] coded, int length) {
        return switch (codec) {
            case H264, HEVC -> nalUnits(codec, coded, length);
            case AV1 -> obus(coded, length);
        };
    }

    private static ByteBuffer nalUnits(VideoCodec codec, byte[] coded, int length) {
        // A start code has 3 or 4 bytes; each of 3 makes the result a byte longer.
        var out = ByteBuffer.allocate(length + length / 3 + LENGTH);
        int start = afterStartCode(coded, 0, length);
        while (start < length) {
            int next = afterStartCode(coded, start, length);
            int end = next > length ? length : next - 3;
            while (end > start && coded[end - 1] == 0) {
                end--;
            }
            if (end > start && isInSample(codec, coded[start])) {
                out.putInt(end - start).put(coded, start, end - start);
            }
            start = next;
        }
        return out.flip();
    }

    /** Where the next NAL unit begins, beyond {@code length} if there is none. */
    private static int afterStartCode(byte[] coded, int from, int length) {
        int i = from;
        while (i + 2 < length) {
            int third = coded[i + 2];
            if (third > 1 || third < 0) {
                i += 3;
            } else if (third == 1 && coded[i + 1] == 0 && coded[i] == 0) {
                return i + 3;
            } else {
                i++;
            }
        }
        return length + 1;
    }

    private static boolean isInSample(VideoCodec codec, byte header) {
        if (codec == VideoCodec.H264) {
            int type = header & 0x1f;
            return type < 7 || type > 9;
        }
        int type = header >> 1 & 0x3f;
        return type < 32 || type > 35;
    }

    private static ByteBuffer obus(byte[] coded, int length) {
        var out = ByteBuffer.allocate(length);
        int start = 0;
        while (start < length) {
            int end = endOfObu(coded, start, length);
            if ((coded[start] >> 3 & 0xf) != OBU_TEMPORAL_DELIMITER) {
                out.put(coded, start, end - start);
            }
            start = end;
        }
        return out.flip();
    }

    /** AV1 specification, 5.3.2: header, perhaps an extension, perhaps a size in leb128; without a size it is the last. */
    private static int endOfObu(byte[] coded, int start, int length) {
        boolean hasExtension = (coded[start] & 4) != 0;
        boolean hasSize = (coded[start] & 2) != 0;
        if (!hasSize) {
            return length;
        }
        int i = start + (hasExtension ? 2 : 1);
        long size = 0;
        for (int shift = 0; shift < 56 && i < length; shift += 7) {
            int octet = coded[i++];
            size |= (long) (octet & 0x7f) << shift;
            if (octet >= 0) {
                return (int) Math.min(length, i + size);
            }
        }
        return length;
    }
}
