package tv.headwater.e2e.media;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A tag of an FLV file, which is also what one RTMP message carries.
 *
 * @param type 8 audio, 9 video, 18 script
 * @param time dts in ms
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record FlvTag(int type, int time, byte[] body) {

    private static final int AUDIO = 8;
    private static final int VIDEO = 9;
    private static final int HEADER = 0;
    private static final int UNIT = 1;
    private static final int UNIT_WITHOUT_OFFSET = 3;
    private static final int EX_HEADER = 5;
    private static final int AV1_TEMPORAL_DELIMITER = 0x1200;

    public boolean isScript() {
        return type != AUDIO && type != VIDEO;
    }

    /** Whether it is one of Enhanced RTMP, with a FourCC. */
    public boolean isEnhanced() {
        return isVideo() ? body[0] < 0 : (body[0] & 0xff) >> 4 == 9;
    }

    private int packetType() {
        return isEnhanced() ? body[0] & 0x0f : body[1];
    }

    /** A decoder configuration record. */
    public boolean isSequenceHeader() {
        return !isScript() && body.length > 1 && packetType() == HEADER;
    }

    public boolean isUnit() {
        return !isScript()
                && body.length > 1
                && (packetType() == UNIT
                        || (isVideo() && isEnhanced() && packetType() == UNIT_WITHOUT_OFFSET));
    }

    public boolean isVideo() {
        return type == VIDEO;
    }

    /** A unit of video that a decoder can begin with. */
    public boolean isRandomAccess() {
        return isVideo() && isUnit() && (body[0] >> 4 & 7) == 1;
    }

    private boolean isAv1() {
        return isVideo() && isEnhanced() && ByteBuffer.wrap(body).getInt(1) == 0x61763031;
    }

    private boolean hasOffset() {
        return isVideo() && (!isEnhanced() || (packetType() == UNIT && !isAv1()));
    }

    /** The same HEVC the way encoders sent it before there was Enhanced RTMP: as codec 12. */
    public FlvTag asCodec12() {
        if (!isVideo() || !(isUnit() || isSequenceHeader())) {
            return this;
        }
        int skip = isUnit() && hasOffset() ? EX_HEADER + 3 : EX_HEADER;
        var out = ByteBuffer.allocate(5 + body.length - skip);
        out.put((byte) ((body[0] & 0x70) | 12)).put((byte) (isUnit() ? UNIT : HEADER));
        if (isUnit() && hasOffset()) {
            out.put(body, EX_HEADER, 3);
        } else {
            out.put(new byte[3]);
        }
        return new FlvTag(type, time, out.put(body, skip, body.length - skip).array());
    }

    /** What a player must get for this tag; nothing for anything but units. */
    public Optional<Packet> packet() {
        if (!isUnit()) {
            return Optional.empty();
        }
        int header = isEnhanced() ? EX_HEADER : 2;
        int skip = hasOffset() ? header + 3 : header;
        int offset = hasOffset() ? ByteBuffer.wrap(body).getInt(header - 1) << 8 >> 8 : 0;
        // ISO BMFF has no temporal delimiters.
        if (isAv1() && ByteBuffer.wrap(body).getShort(skip) == AV1_TEMPORAL_DELIMITER) {
            skip += 2;
        }
        return Optional.of(
                new Packet(
                        isVideo() ? Packet.Kind.VIDEO : Packet.Kind.AUDIO,
                        time * 1000L,
                        (time + offset) * 1000L,
                        body.length - skip,
                        md5(body, skip)));
    }

    private static String md5(byte[] bytes, int skip) {
        try {
            var digest = MessageDigest.getInstance("MD5");
            digest.update(bytes, skip, bytes.length - skip);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}
