package tv.headwater.mediahttp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What answers carry, and what is made of it once for all of them. Two are equal if their bytes are. Safe for use by many
 * threads.
 */
public final class Body {

    private static final int HASH_BYTES = 12;

    private final ByteBuffer bytes;
    private volatile @Nullable ByteBuffer gzip;
    private volatile @Nullable String hash;

    /** @param bytes never change */
    public Body(ByteBuffer bytes) {
        this.bytes = bytes.slice().asReadOnlyBuffer();
    }

    /** Read-only. */
    public ByteBuffer bytes() {
        return bytes;
    }

    boolean isGzipped() {
        return gzip != null;
    }

    /** Compressed (RFC 1952), read-only. It takes some milliseconds for each megabyte, the first time. */
    ByteBuffer gzip() {
        var made = gzip;
        if (made != null) {
            return made;
        }
        synchronized (this) {
            made = gzip;
            if (made == null) {
                made = compressed();
                gzip = made;
            }
            return made;
        }
    }

    private ByteBuffer compressed() {
        var compressed = new ByteArrayOutputStream(512 + bytes.remaining() / 8);
        try (var out = Channels.newChannel(new Fast(compressed))) {
            out.write(bytes.duplicate());
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
        return ByteBuffer.wrap(compressed.toByteArray()).asReadOnlyBuffer();
    }

    /** Playlists repeat themselves so much that more effort saves little. */
    private static final class Fast extends GZIPOutputStream {
        Fast(OutputStream out) throws IOException {
            super(out, 8192);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    /** Names the bytes: hexadecimal digits of their SHA-256. */
    String hash() {
        var made = hash;
        if (made == null) {
            made = digest();
            hash = made;
        }
        return made;
    }

    private String digest() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes.duplicate());
            return HexFormat.of().formatHex(digest.digest(), 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Body body && bytes.equals(body.bytes);
    }

    @Override
    public int hashCode() {
        return bytes.hashCode();
    }

    @Override
    public String toString() {
        return bytes.remaining() + " bytes";
    }
}
