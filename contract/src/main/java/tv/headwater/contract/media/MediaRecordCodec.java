package tv.headwater.contract.media;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;

/**
 * Media records as bytes: a header of {@value #HEADER_LENGTH} bytes, big-endian, then the payload.
 *
 * <pre>
 *  0 u8   version (1)              52 i64  pts
 *  1 u8   kind                     60 i64  wall clock of pts 0, µs
 *  2 u16  flags                    68 i64  segment
 *  4 16   stream id, ASCII         76 16   rendition, ASCII, zero padded
 * 20 i64  epoch                    92 u32  payload length
 * 28 i64  sequence                 96 u32  CRC32C of all other bytes
 * 36 u16  track, u16 reserved     100 …    payload
 * 40 u32  codec (FourCC)
 * 44 i64  dts
 * </pre>
 *
 * Decoding copies nothing: payloads are views into the given buffer.
 */
public final class MediaRecordCodec {

    public static final int HEADER_LENGTH = 100;

    /** Kafka's {@code max.message.bytes} for media, so that the biggest record always fits. */
    public static final int MAX_RECORD_LENGTH = 8 * 1024 * 1024;

    private static final int VERSION = 1;
    private static final int KIND_CONFIG = 1;
    private static final int KIND_ACCESS_UNIT = 2;
    private static final int KIND_END = 3;
    private static final int KIND_CLAIM = 4;
    private static final int KIND_TIMED_METADATA = 5;
    private static final int FLAG_RANDOM_ACCESS = 1;
    private static final int FLAG_DISCONTINUITY = 2;
    private static final int FLAG_AGAIN = 4;
    private static final int CRC_OFFSET = 96;
    private static final int TYPE_VIDEO = 1;
    private static final int TYPE_AUDIO = 2;

    private MediaRecordCodec() {}

    /**
     * @throws IllegalArgumentException if the record would exceed {@link #MAX_RECORD_LENGTH}
     */
    public static byte[] encode(MediaRecord record) {
        return switch (record) {
            case Configuration c ->
                    encode(
                            KIND_CONFIG,
                            c.discontinuity() ? FLAG_DISCONTINUITY : 0,
                            c.stamp(),
                            0,
                            0,
                            0,
                            0,
                            payload(c.config()));
            case AccessUnit u ->
                    encode(
                            KIND_ACCESS_UNIT,
                            u.randomAccess() ? FLAG_RANDOM_ACCESS : 0,
                            u.stamp(),
                            u.track(),
                            u.codec().code(),
                            u.dts(),
                            u.pts(),
                            u.payload());
            case EndOfSession e ->
                    encode(KIND_END, 0, e.stamp(), 0, 0, 0, 0, ByteBuffer.allocate(0));
            case Claim c -> encode(KIND_CLAIM, 0, c.stamp(), 0, 0, 0, 0, ByteBuffer.allocate(0));
            case TimedMetadata m ->
                    encode(
                            KIND_TIMED_METADATA,
                            m.again() ? FLAG_AGAIN : 0,
                            m.stamp(),
                            0,
                            0,
                            0,
                            0,
                            TimedEventCodec.encode(m.event()));
        };
    }

    private static byte[] encode(
            int kind,
            int flags,
            Stamp stamp,
            int track,
            int codec,
            long dts,
            long pts,
            ByteBuffer payload) {
        int length = HEADER_LENGTH + payload.remaining();
        if (length > MAX_RECORD_LENGTH) {
            throw new IllegalArgumentException(
                    "media record of " + length + " bytes exceeds " + MAX_RECORD_LENGTH);
        }
        var out = ByteBuffer.allocate(length);
        out.put((byte) VERSION).put((byte) kind).putShort((short) flags);
        out.put(stamp.streamId().value().getBytes(StandardCharsets.US_ASCII));
        out.putLong(stamp.epoch()).putLong(stamp.sequence());
        out.putShort((short) track).putShort((short) 0).putInt(codec);
        out.putLong(dts).putLong(pts).putLong(stamp.wallClockOrigin()).putLong(stamp.segment());
        var rendition = stamp.rendition().value().getBytes(StandardCharsets.US_ASCII);
        out.put(rendition).put(new byte[Rendition.MAX_LENGTH - rendition.length]);
        out.putInt(payload.remaining()).putInt(0).put(payload.duplicate());
        out.putInt(CRC_OFFSET, crc(out.duplicate().flip()));
        return out.array();
    }

    private static ByteBuffer payload(SessionConfig config) {
        int length = 33;
        for (var track : config.tracks()) {
            length += 18 + track.decoderConfiguration().remaining();
        }
        var out = ByteBuffer.allocate(length);
        out.putLong(config.discontinuitySequence()).putLong(config.discontinuityStart());
        out.putInt(config.segmentTarget()).putInt(config.targetDuration());
        out.putInt(config.partTarget()).putInt(config.keyPeriod());
        out.put((byte) config.tracks().size());
        for (var track : config.tracks()) {
            out.put((byte) track.id());
            switch (track) {
                case Track.Video v ->
                        out.put((byte) TYPE_VIDEO)
                                .putInt(v.codec().code())
                                .putInt(v.width())
                                .putInt(v.height());
                case Track.Audio a -> {
                    out.put((byte) TYPE_AUDIO).putInt(a.codec().code()).putInt(a.sampleRate());
                    out.putShort((short) a.channels()).putShort((short) a.samplesPerFrame());
                }
            }
            out.putInt(track.decoderConfiguration().remaining())
                    .put(track.decoderConfiguration().duplicate());
        }
        return out.flip();
    }

    /**
     * Reads one record from all of {@code bytes}, whose position is not moved.
     *
     * @throws MalformedMediaRecord if the bytes are anything but one whole, intact record
     */
    public static MediaRecord decode(ByteBuffer bytes) {
        var in = bytes.slice();
        if (in.remaining() < HEADER_LENGTH) {
            throw new MalformedMediaRecord(
                    in.remaining() + " bytes are less than a header of " + HEADER_LENGTH);
        }
        if (in.get(0) != VERSION) {
            throw new MalformedMediaRecord("version " + in.get(0) + " is not " + VERSION);
        }
        int payloadLength = in.getInt(92);
        if (payloadLength != in.remaining() - HEADER_LENGTH) {
            throw new MalformedMediaRecord(
                    "payload length "
                            + payloadLength
                            + " but "
                            + (in.remaining() - HEADER_LENGTH)
                            + " bytes follow");
        }
        if (in.getInt(CRC_OFFSET) != crc(in.duplicate())) {
            throw new MalformedMediaRecord("CRC32C does not match");
        }
        try {
            return read(in);
        } catch (BufferUnderflowException e) {
            throw new MalformedMediaRecord("a field runs past the end");
        } catch (IllegalArgumentException e) {
            throw new MalformedMediaRecord(String.valueOf(e.getMessage()));
        }
    }

    private static MediaRecord read(ByteBuffer in) {
        int kind = in.get(1);
        int flags = in.getShort(2);
        var stamp =
                new Stamp(
                        new StreamId(ascii(in, 4, StreamId.LENGTH)),
                        new Rendition(ascii(in, 76, Rendition.MAX_LENGTH)),
                        in.getLong(20),
                        in.getLong(28),
                        in.getLong(68),
                        in.getLong(60));
        var payload = in.slice(HEADER_LENGTH, in.limit() - HEADER_LENGTH);
        return switch (kind) {
            case KIND_CONFIG ->
                    new Configuration(stamp, (flags & FLAG_DISCONTINUITY) != 0, config(payload));
            case KIND_ACCESS_UNIT ->
                    new AccessUnit(
                            stamp,
                            Short.toUnsignedInt(in.getShort(36)),
                            new FourCc(in.getInt(40)),
                            (flags & FLAG_RANDOM_ACCESS) != 0,
                            in.getLong(44),
                            in.getLong(52),
                            payload);
            case KIND_END -> new EndOfSession(stamp);
            case KIND_CLAIM -> new Claim(stamp);
            case KIND_TIMED_METADATA ->
                    new TimedMetadata(
                            stamp, TimedEventCodec.decode(payload), (flags & FLAG_AGAIN) != 0);
            default -> throw new MalformedMediaRecord("kind " + kind + " is unknown");
        };
    }

    private static SessionConfig config(ByteBuffer in) {
        long discontinuitySequence = in.getLong();
        long discontinuityStart = in.getLong();
        int segmentTarget = in.getInt();
        int targetDuration = in.getInt();
        int partTarget = in.getInt();
        int keyPeriod = in.getInt();
        int count = Byte.toUnsignedInt(in.get());
        List<Track> tracks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tracks.add(track(in));
        }
        if (in.hasRemaining()) {
            throw new MalformedMediaRecord(in.remaining() + " bytes follow the last track");
        }
        return new SessionConfig(
                discontinuitySequence,
                discontinuityStart,
                segmentTarget,
                targetDuration,
                partTarget,
                keyPeriod,
                tracks);
    }

    private static Track track(ByteBuffer in) {
        int id = Byte.toUnsignedInt(in.get());
        int type = in.get();
        var codec = new FourCc(in.getInt());
        return switch (type) {
            case TYPE_VIDEO -> new Track.Video(id, codec, in.getInt(), in.getInt(), bytes(in));
            case TYPE_AUDIO ->
                    new Track.Audio(
                            id,
                            codec,
                            in.getInt(),
                            Short.toUnsignedInt(in.getShort()),
                            Short.toUnsignedInt(in.getShort()),
                            bytes(in));
            default -> throw new MalformedMediaRecord("track type " + type + " is unknown");
        };
    }

    private static ByteBuffer bytes(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new MalformedMediaRecord(
                    "decoder configuration of "
                            + length
                            + " bytes, but "
                            + in.remaining()
                            + " are left");
        }
        var bytes = in.slice(in.position(), length);
        in.position(in.position() + length);
        return bytes;
    }

    private static String ascii(ByteBuffer in, int offset, int length) {
        var text = new byte[length];
        in.get(offset, text);
        int end = length;
        while (end > 0 && text[end - 1] == 0) {
            end--;
        }
        return new String(text, 0, end, StandardCharsets.US_ASCII);
    }

    private static int crc(ByteBuffer whole) {
        var crc = new CRC32C();
        crc.update(whole.slice(0, CRC_OFFSET));
        crc.update(whole.slice(CRC_OFFSET + 4, whole.limit() - CRC_OFFSET - 4));
        return (int) crc.getValue();
    }
}
