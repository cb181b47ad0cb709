package tv.headwater.packager.dvr;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Reads one volume. Not safe for use by many threads. */
final class VolumeReader implements AutoCloseable {

    /** At once, since each read goes through a direct buffer of its size that the thread keeps. */
    static final int CHUNK = 256 * 1024;

    private final FileChannel channel;
    private final HeadCodec codec;

    VolumeReader(Path file, HeadCodec codec) throws IOException {
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
        this.codec = codec;
    }

    long length() throws IOException {
        return channel.size();
    }

    /** The head at {@code offset}; null if there is none, or a damaged one. */
    @Nullable Head head(long offset) throws IOException {
        long left = length() - offset;
        if (left < HeadCodec.FIXED_LENGTH) {
            return null;
        }
        int length = HeadCodec.length(read(offset, HeadCodec.FIXED_LENGTH));
        return length == 0 || length > left ? null : codec.decode(read(offset, length), offset);
    }

    /** Where the payload of the record at {@code offset} begins. */
    long payloadOffset(long offset) throws IOException {
        return offset + HeadCodec.length(read(offset, HeadCodec.FIXED_LENGTH));
    }

    /** The next offset from {@code from} on that holds what heads begin with; −1 if none does. */
    long nextMagic(long from) throws IOException {
        long length = length();
        for (long at = from; at < length; at += CHUNK - Integer.BYTES) {
            var block = read(at, (int) Math.min(CHUNK, length - at));
            for (int i = 0; i + Integer.BYTES <= block.limit(); i++) {
                if (block.getInt(i) == HeadCodec.MAGIC) {
                    return at + i;
                }
            }
        }
        return -1;
    }

    /** Whether the payload at {@code offset} is whole. */
    boolean isIntact(long offset, Head head) throws IOException {
        if (head.length() > length() - offset) {
            return false;
        }
        var crc = new CRC32C();
        for (int done = 0; done < head.length(); done += CHUNK) {
            crc.update(read(offset + done, Math.min(CHUNK, head.length() - done)));
        }
        return (int) crc.getValue() == head.crc();
    }

    /**
     * @throws EOFException if the volume ends before
     */
    ByteBuffer read(long offset, int length) throws IOException {
        var bytes = ByteBuffer.allocate(length);
        while (bytes.position() < length) {
            bytes.limit(Math.min(length, bytes.position() + CHUNK));
            if (channel.read(bytes, offset + bytes.position()) < 0) {
                throw new EOFException("volume ends at " + (offset + bytes.position()));
            }
        }
        return bytes.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
