package tv.headwater.ingest.flv;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.media.FourCc;

/**
 * What ExVideoTagHeader and ExAudioTagHeader of Enhanced RTMP 2 have in common. Of several tracks in one message the first track
 * is given if it is among them.
 *
 * @param packetType of the track
 * @param body of the track
 */
record ExHeader(int packetType, FourCc codec, int track, ByteBuffer body) {

    /** What the one track of a publisher that sends but one is called, and the most important of several. */
    static final int FIRST_TRACK = 0;

    private static final int MOD_EX = 7;
    private static final int ONE_TRACK = 0;
    private static final int MANY_TRACKS = 1;
    private static final int MANY_TRACKS_MANY_CODECS = 2;

    /** Skips ModEx, which refine the time by nanoseconds, and gives the packet type behind them. */
    static int withoutModifiers(int packetType, ByteBuffer in) {
        int type = packetType;
        while (type == MOD_EX) {
            int size = Byte.toUnsignedInt(in.get()) + 1;
            if (size == 256) {
                size = Short.toUnsignedInt(in.getShort()) + 1;
            }
            bytes(size, in);
            type = in.get() & 0x0F;
        }
        return type;
    }

    /**
     * @param multitrack the packet type that says that there may be several tracks
     */
    static ExHeader read(int packetType, int multitrack, ByteBuffer in) {
        if (packetType != multitrack) {
            return new ExHeader(packetType, fourCc(in), FIRST_TRACK, in);
        }
        int types = Byte.toUnsignedInt(in.get());
        int kind = types >> 4;
        int inner = types & 0x0F;
        if (inner == multitrack) {
            throw new MalformedFlv("multitrack type " + kind + " holds another multitrack");
        }
        return switch (kind) {
            case ONE_TRACK ->
                    new ExHeader(inner, fourCc(in), Byte.toUnsignedInt(in.get()), in.slice());
            case MANY_TRACKS -> oneOf(inner, fourCc(in), in);
            case MANY_TRACKS_MANY_CODECS -> oneOf(inner, null, in);
            default -> throw new MalformedFlv("multitrack type " + kind + " is unknown");
        };
    }

    /** The first track, or else whichever comes last. */
    private static ExHeader oneOf(int packetType, @Nullable FourCc shared, ByteBuffer in) {
        ExHeader track;
        do {
            var codec = shared == null ? fourCc(in) : shared;
            int id = Byte.toUnsignedInt(in.get());
            int size = Short.toUnsignedInt(in.getShort()) << 8 | Byte.toUnsignedInt(in.get());
            track = new ExHeader(packetType, codec, id, bytes(size, in));
        } while (track.track() != FIRST_TRACK && in.hasRemaining());
        return track;
    }

    private static FourCc fourCc(ByteBuffer in) {
        return new FourCc(in.getInt());
    }

    private static ByteBuffer bytes(int size, ByteBuffer in) {
        if (size > in.remaining()) {
            throw new BufferUnderflowException();
        }
        var bytes = in.slice(in.position(), size);
        in.position(in.position() + size);
        return bytes;
    }
}
