package tv.headwater.mediahttp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What answers carry, and what is made of it once for all of them. Bodies may share their pieces: what is made of these is made once
 * as well. Two are equal if their bytes are. Safe for use by many threads.
 */
public final class Body {

    private static final int HASH_BYTES = 12;

    private final List<Piece> pieces;
    private final int length;
    private volatile @Nullable List<ByteBuffer> gzip;
    private volatile @Nullable String hash;
    private volatile @Nullable ReadyHead head;
    private volatile @Nullable ReadyHead gzipHead;

    /** @param bytes never change */
    public Body(ByteBuffer bytes) {
        this(List.of(new Piece(bytes)), bytes.remaining());
    }

    private Body(List<Piece> pieces, int length) {
        this.pieces = pieces;
        this.length = length;
    }

    /**
     * Several, one after another; none is copied.
     *
     * @throws ArithmeticException if they are longer than 2³¹ − 1 bytes
     */
    public static Body of(List<Body> bodies) {
        int length = 0;
        for (var body : bodies) {
            length = Math.addExact(length, body.length);
        }
        return new Body(bodies.stream().flatMap(body -> body.pieces.stream()).toList(), length);
    }

    /** In bytes. */
    public int length() {
        return length;
    }

    /** All of it in one buffer, read-only: a copy where it has several pieces. */
    public ByteBuffer bytes() {
        if (pieces.size() == 1) {
            return pieces.getFirst().bytes();
        }
        var all = ByteBuffer.allocate(length);
        pieces.forEach(piece -> all.put(piece.bytes()));
        return all.flip().asReadOnlyBuffer();
    }

    /** A representation of it, without a copy. It lies in the heap, and need not be released. */
    ByteBuf buffer(ContentCoding coding) {
        return switch (coding) {
            case IDENTITY ->
                    pieces.size() == 1
                            ? Unpooled.wrappedBuffer(pieces.getFirst().bytes())
                            : buffer(pieces.stream().map(Piece::bytes).toList());
            case GZIP -> buffer(gzip());
        };
    }

    /** The head that was last kept for a representation; null if none was. */
    @Nullable ReadyHead head(ContentCoding coding) {
        return switch (coding) {
            case IDENTITY -> head;
            case GZIP -> gzipHead;
        };
    }

    void keep(ContentCoding coding, ReadyHead ready) {
        switch (coding) {
            case IDENTITY -> head = ready;
            case GZIP -> gzipHead = ready;
        }
    }

    private static ByteBuf buffer(List<ByteBuffer> buffers) {
        return Unpooled.wrappedBuffer(
                Math.max(1, buffers.size()), buffers.toArray(ByteBuffer[]::new));
    }

    /** How much of it is still to be compressed. */
    int uncompressed() {
        return pieces.stream().filter(piece -> !piece.isDeflated()).mapToInt(Piece::length).sum();
    }

    /** Compressed (RFC 1952), read-only buffers one after another. */
    List<ByteBuffer> gzip() {
        var made = gzip;
        if (made == null) {
            made = Gzip.of(pieces.stream().map(Piece::deflated).toList());
            gzip = made;
        }
        return made;
    }

    /** Names the bytes, and where they are several pieces these too: hexadecimal digits of a SHA-256. */
    String hash() {
        var made = hash;
        if (made == null) {
            made = HexFormat.of().formatHex(digest(), 0, HASH_BYTES);
            hash = made;
        }
        return made;
    }

    private byte[] digest() {
        if (pieces.size() == 1) {
            return pieces.getFirst().digest();
        }
        var sha = Piece.sha256();
        pieces.forEach(piece -> sha.update(piece.digest()));
        return sha.digest();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof Body body
                        && length == body.length
                        && bytes().equals(body.bytes()));
    }

    @Override
    public int hashCode() {
        return bytes().hashCode();
    }

    @Override
    public String toString() {
        return length + " bytes";
    }
}
