package tv.headwater.mediahttp;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/** Bytes of a {@link Body}, or of several, and what is made of them once for all. Safe for use by many threads. */
final class Piece {

    private static final int DEFLATED_BUFFER = 8192;

    private final ByteBuffer bytes;
    private volatile @Nullable Deflated deflated;
    private volatile byte @Nullable [] digest;

    /** @param bytes never change */
    Piece(ByteBuffer bytes) {
        this.bytes = bytes.slice().asReadOnlyBuffer();
    }

    /**
     * Blocks of DEFLATE (RFC 1951) that end on a byte, refer to nothing before them and are not the last.
     *
     * @param crc of what they hold
     * @param length likewise
     */
    record Deflated(ByteBuffer blocks, int crc, int length) {}

    /** Read-only. */
    ByteBuffer bytes() {
        return bytes.duplicate();
    }

    int length() {
        return bytes.remaining();
    }

    boolean isDeflated() {
        return deflated != null;
    }

    /** It takes some milliseconds for each megabyte, the first time. */
    Deflated deflated() {
        var made = deflated;
        if (made != null) {
            return made;
        }
        synchronized (this) {
            made = deflated;
            if (made == null) {
                made = deflate();
                deflated = made;
            }
            return made;
        }
    }

    /** Playlists repeat themselves so much that more effort saves little. */
    private Deflated deflate() {
        var crc = new CRC32();
        crc.update(bytes());
        var deflater = new Deflater(Deflater.BEST_SPEED, true);
        try {
            deflater.setInput(bytes());
            var out = ByteBuffer.allocate(DEFLATED_BUFFER);
            deflater.deflate(out, Deflater.FULL_FLUSH);
            while (!out.hasRemaining()) {
                out = ByteBuffer.allocate(2 * out.capacity()).put(out.flip());
                deflater.deflate(out, Deflater.FULL_FLUSH);
            }
            var blocks = ByteBuffer.allocate(out.flip().remaining()).put(out).flip();
            return new Deflated(blocks.asReadOnlyBuffer(), (int) crc.getValue(), length());
        } finally {
            deflater.end();
        }
    }

    /** SHA-256. */
    byte[] digest() {
        var made = digest;
        if (made == null) {
            var sha = sha256();
            sha.update(bytes());
            made = sha.digest();
            digest = made;
        }
        return made;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
