package tv.headwater.packager.dvr;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tv.headwater.contract.media.FourCc;

/**
 * The file beside a volume that says what is in it, so that nobody need read the volume. Big-endian:
 *
 * <pre>
 *  0 u32  'HWI1'
 *  4 i64  length of the volume
 * 12 u32  how many init segments, each a whole record as if at offset 0
 * 16 …    for each media segment: u32 offset in the volume, and its record's head
 *  … u32  CRC32C of all above
 * </pre>
 */
final class VolumeIndex {

    private static final int MAGIC = FourCc.of("HWI1").code();
    private static final int FIXED_LENGTH = 16;
    private static final int CRC_LENGTH = 4;

    private VolumeIndex() {}

    /** Puts it there at once or not at all; returns its length. */
    static long write(
            Path file, HeadCodec codec, long volumeLength, List<Placement> placements, boolean sync)
            throws IOException {
        List<ByteBuffer> pieces = new ArrayList<>();
        var inits = placements.stream().map(each -> each.segment().init()).distinct().toList();
        for (var init : inits) {
            pieces.add(codec.encode(Head.Init.of(init), 0));
            pieces.add(init.bytes().duplicate());
        }
        for (var placement : placements) {
            pieces.add(ByteBuffer.allocate(Integer.BYTES).putInt(0, placement.offset()));
            pieces.add(codec.encode(placement.head(), placement.offset()));
        }
        int length = FIXED_LENGTH + CRC_LENGTH;
        for (var piece : pieces) {
            length += piece.remaining();
        }
        var out = ByteBuffer.allocate(length);
        out.putInt(MAGIC).putLong(volumeLength).putInt(inits.size());
        pieces.forEach(out::put);
        out.putInt(Head.crcOf(out.duplicate().flip())).flip();
        replace(file, out, sync);
        return length;
    }

    private static void replace(Path file, ByteBuffer bytes, boolean sync) throws IOException {
        var unfinished = file.resolveSibling(file.getFileName() + Volume.UNFINISHED);
        try (var channel =
                FileChannel.open(
                        unfinished,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            if (sync) {
                channel.force(true);
            }
        } catch (IOException e) {
            Files.deleteIfExists(unfinished);
            throw e;
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** What it says of a volume of this length; empty if it is damaged, missing, or of another state of the volume. */
    static Optional<List<Placement>> read(
            Path file, HeadCodec codec, int volume, long volumeLength, Inits inits) {
        try {
            var in = ByteBuffer.wrap(Files.readAllBytes(file));
            int end = in.limit() - CRC_LENGTH;
            if (end < FIXED_LENGTH
                    || in.getInt(end) != Head.crcOf(in.slice(0, end))
                    || in.getInt() != MAGIC
                    || in.getLong() != volumeLength) {
                return Optional.empty();
            }
            in.limit(end);
            return read(in, codec, volume, inits);
        } catch (IOException
                | UncheckedIOException
                | BufferUnderflowException
                | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<List<Placement>> read(
            ByteBuffer in, HeadCodec codec, int volume, Inits inits) {
        int count = in.getInt();
        for (int i = 0; i < count; i++) {
            if (!(codec.decode(head(in), 0) instanceof Head.Init head)) {
                return Optional.empty();
            }
            // A copy, which does not keep all of the file in memory.
            var payload = ByteBuffer.allocate(head.length()).put(slice(in, head.length()));
            inits.add(head.with(payload.flip()));
        }
        List<Placement> placements = new ArrayList<>();
        while (in.hasRemaining()) {
            int offset = in.getInt();
            if (!(codec.decode(head(in), offset) instanceof Head.Media head)) {
                return Optional.empty();
            }
            var init = inits.find(head);
            if (init == null) {
                return Optional.empty();
            }
            placements.add(head.at(volume, offset, init));
        }
        return Optional.of(placements);
    }

    private static ByteBuffer head(ByteBuffer in) {
        return slice(in, HeadCodec.length(in));
    }

    private static ByteBuffer slice(ByteBuffer in, int length) {
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        var slice = in.slice(in.position(), length);
        in.position(in.position() + length);
        return slice;
    }
}
