package tv.headwater.packager.dvr;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.Track;
import tv.headwater.packager.crypt.KeyReference;
import tv.headwater.packager.segment.Origin;

/**
 * The heads of one volume's records as bytes, big-endian.
 *
 * <pre>
 *  0 u32  'HWD1'
 *  4 u8   kind, u8 reserved
 *  6 u16  metadata length m
 *  8 u32  payload length
 * 12 u32  CRC32C of the payload
 * 16 m    metadata
 *  … u32  CRC32C of stream id, rendition, volume number, the record's offset and all above
 *  …      payload
 * </pre>
 *
 * Since a head's CRC depends on its place, what only looks like one, inside a payload or a misplaced file, is not taken for one.
 */
final class HeadCodec {

    static final int MAGIC = FourCc.of("HWD1").code();
    static final int FIXED_LENGTH = 16;
    static final int MAX_METADATA = 0xffff;

    private static final int CRC_LENGTH = 4;
    private static final int KIND_INIT = 1;
    private static final int KIND_MEDIA = 2;
    private static final int MEDIA_METADATA = 49;
    private static final int INIT_METADATA = 64;
    private static final int KEY_METADATA = 40;
    private static final int KEY_PART = 16;
    private static final int TYPE_VIDEO = 1;
    private static final int TYPE_AUDIO = 2;

    private final byte[] place;

    HeadCodec(RenditionKey key, int volume) {
        place = (key + "/" + volume).getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether it can be written at all. */
    static boolean fits(Head.Init init) {
        return init.track().decoderConfiguration().remaining() + init.codecs().length()
                <= MAX_METADATA - INIT_METADATA - KEY_METADATA;
    }

    /** Its bytes at {@code offset}, the payload to follow. */
    ByteBuffer encode(Head head, long offset) {
        return switch (head) {
            case Head.Init init -> {
                var out = begin(KIND_INIT, metadataLength(init), init);
                put(init, out);
                yield end(out, offset);
            }
            case Head.Media media -> {
                var out = begin(KIND_MEDIA, MEDIA_METADATA, media);
                put(media, out);
                yield end(out, offset);
            }
        };
    }

    private static ByteBuffer begin(int kind, int metadata, Head head) {
        return ByteBuffer.allocate(FIXED_LENGTH + metadata + CRC_LENGTH)
                .putInt(MAGIC)
                .put((byte) kind)
                .put((byte) 0)
                .putShort((short) metadata)
                .putInt(head.length())
                .putInt(head.crc());
    }

    private ByteBuffer end(ByteBuffer out, long offset) {
        return out.putInt(crc(out.duplicate().flip(), offset)).flip();
    }

    private int crc(ByteBuffer head, long offset) {
        var crc = new CRC32C();
        crc.update(place);
        crc.update(ByteBuffer.allocate(Long.BYTES).putLong(0, offset));
        crc.update(head);
        return (int) crc.getValue();
    }

    private static void put(Head.Media media, ByteBuffer out) {
        out.putLong(media.msn()).putLong(media.initId()).putLong(media.initNumber());
        out.putLong(media.start()).putInt(media.duration()).putLong(media.programDateTime());
        out.putInt(media.samples()).put((byte) (media.independent() ? 1 : 0));
    }

    private static int metadataLength(Head.Init init) {
        return INIT_METADATA
                + metadataLength(init.key())
                + init.codecs().length()
                + init.track().decoderConfiguration().remaining();
    }

    private static int metadataLength(@Nullable KeyReference key) {
        if (key == null) {
            return 0;
        }
        return key.keyId() == null ? KEY_METADATA - KEY_PART : KEY_METADATA;
    }

    private static void put(Head.Init init, ByteBuffer out) {
        out.putLong(init.id()).putLong(init.number()).putLong(init.partTarget());
        out.putLong(init.origin().wallClock()).putLong(init.origin().start());
        out.putInt(init.timescale()).put((byte) init.track().id());
        switch (init.track()) {
            case Track.Video v -> {
                out.put((byte) TYPE_VIDEO).putInt(v.codec().code());
                out.putInt(v.width()).putInt(v.height());
            }
            case Track.Audio a -> {
                out.put((byte) TYPE_AUDIO).putInt(a.codec().code()).putInt(a.sampleRate());
                out.putShort((short) a.channels()).putShort((short) a.samplesPerFrame());
            }
        }
        out.putShort((short) init.codecs().length());
        out.put(init.codecs().getBytes(StandardCharsets.US_ASCII));
        out.putInt(init.track().decoderConfiguration().remaining());
        out.put(init.track().decoderConfiguration().duplicate());
        var key = init.key();
        if (key != null) {
            out.putLong(key.number()).put(HexFormat.of().parseHex(key.iv()));
            if (key.keyId() != null) {
                out.put(HexFormat.of().parseHex(key.keyId()));
            }
        }
    }

    /** Bytes of the head that begins with {@code fixed}; 0 if none does. */
    static int length(ByteBuffer fixed) {
        return fixed.remaining() < FIXED_LENGTH || fixed.getInt(fixed.position()) != MAGIC
                ? 0
                : FIXED_LENGTH
                        + Short.toUnsignedInt(fixed.getShort(fixed.position() + 6))
                        + CRC_LENGTH;
    }

    /** The head that {@code bytes}, neither more nor less, are at {@code offset}; null if they are not. */
    @Nullable Head decode(ByteBuffer bytes, long offset) {
        var in = bytes.slice();
        int end = in.remaining() - CRC_LENGTH;
        if (end < FIXED_LENGTH
                || length(in) != in.remaining()
                || in.getInt(end) != crc(in.slice(0, end), offset)) {
            return null;
        }
        int length = in.getInt(8);
        int crc = in.getInt(12);
        if (length < 0) {
            return null;
        }
        try {
            var metadata = in.slice(FIXED_LENGTH, end - FIXED_LENGTH);
            return switch (in.get(4)) {
                case KIND_INIT -> init(metadata, length, crc);
                case KIND_MEDIA -> media(metadata, length, crc);
                default -> null;
            };
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return null;
        }
    }

    private static Head.Media media(ByteBuffer in, int length, int crc) {
        return new Head.Media(
                in.getLong(),
                in.getLong(),
                in.getLong(),
                in.getLong(),
                in.getInt(),
                in.getLong(),
                in.getInt(),
                in.get() != 0,
                length,
                crc);
    }

    private static Head.Init init(ByteBuffer in, int length, int crc) {
        long id = in.getLong();
        long number = in.getLong();
        long partTarget = in.getLong();
        var origin = new Origin(in.getLong(), in.getLong());
        int timescale = in.getInt();
        int track = Byte.toUnsignedInt(in.get());
        int type = in.get();
        var codec = new FourCc(in.getInt());
        int first = in.getInt();
        int second = in.getInt();
        var codecs = new byte[Short.toUnsignedInt(in.getShort())];
        in.get(codecs);
        var configuration = new byte[Math.clamp(in.getInt(), 0, MAX_METADATA)];
        in.get(configuration);
        var record = ByteBuffer.wrap(configuration);
        return new Head.Init(
                id,
                number,
                origin,
                type == TYPE_VIDEO
                        ? new Track.Video(track, codec, first, second, record)
                        : new Track.Audio(
                                track, codec, first, second >>> 16, second & 0xffff, record),
                timescale,
                new String(codecs, StandardCharsets.US_ASCII),
                partTarget,
                in.hasRemaining() ? key(in) : null,
                length,
                crc);
    }

    private static KeyReference key(ByteBuffer in) {
        return new KeyReference(in.getLong(), keyPart(in), in.hasRemaining() ? keyPart(in) : null);
    }

    private static String keyPart(ByteBuffer in) {
        var bytes = new byte[KEY_PART];
        in.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
