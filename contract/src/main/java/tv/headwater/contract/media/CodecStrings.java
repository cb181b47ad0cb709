package tv.headwater.contract.media;

import java.nio.ByteBuffer;
import java.util.Locale;

/** The CODECS string of a track (RFC 6381), read from its decoder configuration record. */
public final class CodecStrings {

    private CodecStrings() {}

    /**
     * @throws IllegalArgumentException if the codec is unknown or its record too short
     */
    public static String of(Track track) {
        var record = track.decoderConfiguration().slice();
        return switch (track.codec().toString()) {
            case "avc1" -> avc(require(record, 4, "AVCDecoderConfigurationRecord"));
            case "hvc1" -> hevc(require(record, 13, "HEVCDecoderConfigurationRecord"));
            case "av01" -> av1(require(record, 3, "AV1CodecConfigurationRecord"));
            case "mp4a" -> aac(require(record, 2, "AudioSpecificConfig"));
            case "Opus" -> "opus";
            default ->
                    throw new IllegalArgumentException(
                            "codec " + track.codec() + " has no CODECS string");
        };
    }

    private static ByteBuffer require(ByteBuffer record, int length, String name) {
        if (record.remaining() < length) {
            throw new IllegalArgumentException(
                    name + " of " + record.remaining() + " bytes is shorter than " + length);
        }
        return record;
    }

    private static String avc(ByteBuffer record) {
        return String.format(
                Locale.ROOT, "avc1.%02X%02X%02X", u8(record, 1), u8(record, 2), u8(record, 3));
    }

    private static String aac(ByteBuffer record) {
        int type = u8(record, 0) >> 3;
        int escape = 31;
        if (type == escape) {
            type = 32 + ((u8(record, 0) & 7) << 3 | u8(record, 1) >> 5);
        }
        return "mp4a.40." + type;
    }

    /** ISO/IEC 14496-15 annex E.3. */
    private static String hevc(ByteBuffer record) {
        var space = new String[] {"", "A", "B", "C"}[u8(record, 1) >> 6];
        int profile = u8(record, 1) & 0x1f;
        int compatibility = Integer.reverse(record.getInt(2));
        var tier = (u8(record, 1) & 0x20) == 0 ? "L" : "H";
        var text =
                new StringBuilder(
                        String.format(
                                Locale.ROOT,
                                "hvc1.%s%d.%X.%s%d",
                                space,
                                profile,
                                compatibility,
                                tier,
                                u8(record, 12)));
        int last = 11;
        while (last >= 6 && record.get(last) == 0) {
            last--;
        }
        for (int i = 6; i <= last; i++) {
            text.append(String.format(Locale.ROOT, ".%X", u8(record, i)));
        }
        return text.toString();
    }

    /** AV1 Codec ISO Media File Format Binding, section 5. */
    private static String av1(ByteBuffer record) {
        int profile = u8(record, 1) >> 5;
        int level = u8(record, 1) & 0x1f;
        var tier = (u8(record, 2) & 0x80) == 0 ? "M" : "H";
        boolean highBitDepth = (u8(record, 2) & 0x40) != 0;
        boolean twelveBit = (u8(record, 2) & 0x20) != 0;
        int depth = highBitDepth ? (profile == 2 && twelveBit ? 12 : 10) : 8;
        return String.format(Locale.ROOT, "av01.%d.%02d%s.%02d", profile, level, tier, depth);
    }

    private static int u8(ByteBuffer record, int at) {
        return Byte.toUnsignedInt(record.get(at));
    }
}
