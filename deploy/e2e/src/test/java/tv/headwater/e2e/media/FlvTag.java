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

    public boolean isScript() {
        return type != AUDIO && type != VIDEO;
    }

    /** A decoder configuration record. */
    public boolean isSequenceHeader() {
        return !isScript() && body.length > 1 && body[1] == HEADER;
    }

    public boolean isUnit() {
        return !isScript() && body.length > 1 && body[1] == UNIT;
    }

    public boolean isVideo() {
        return type == VIDEO;
    }

    /** A unit of video that a decoder can begin with. */
    public boolean isRandomAccess() {
        return isVideo() && isUnit() && body[0] >> 4 == 1;
    }

    /** What a player must get for this tag; nothing for anything but units. */
    public Optional<Packet> packet() {
        if (!isUnit()) {
            return Optional.empty();
        }
        int skip = isVideo() ? 5 : 2;
        int offset = isVideo() ? ByteBuffer.wrap(body).getInt(1) << 8 >> 8 : 0;
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
