package tv.headwater.packager.dvr;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tv.headwater.packager.segment.InitSegment;

/** One file of records and, once nobody writes to it, its {@link VolumeIndex}. The writer thread's alone. */
final class Volume {

    /** What names of files end with that are not whole yet. */
    static final String UNFINISHED = ".unfinished";

    /** The form of the names of a volume and its index, with number and extension. */
    static final Pattern NAME = Pattern.compile("([0-9]{9})\\.(v1|index)");

    private final int number;
    private final Path directory;
    private final HeadCodec codec;
    private final Set<InitSegment> inits = new HashSet<>();
    private long length;
    private long indexLength;
    private long oldest = Long.MAX_VALUE;
    private long newest = Long.MIN_VALUE;
    private boolean broken;
    private @Nullable FileChannel channel;

    Volume(Path directory, RenditionKey key, int number) {
        this.number = number;
        this.directory = directory;
        this.codec = new HeadCodec(key, number);
    }

    static Path file(Path directory, int number) {
        return directory.resolve(String.format("%09d.v1", number));
    }

    private Path file() {
        return file(directory, number);
    }

    private Path indexFile() {
        return directory.resolve(String.format("%09d.index", number));
    }

    int number() {
        return number;
    }

    /** Of its files. */
    long bytes() {
        return length + indexLength;
    }

    boolean isEmpty() {
        return newest == Long.MIN_VALUE;
    }

    /** Where its newest media ends, µs since 1970. */
    long newest() {
        return newest;
    }

    /** Whether a segment of {@code bytes} that ends at {@code date} is better put into a new one. */
    boolean isFullFor(long bytes, long date, long maxBytes, long maxSpan) {
        return broken
                || length > maxBytes
                || (!isEmpty() && (length + bytes > maxBytes || date - oldest > maxSpan));
    }

    /** Reads what is there, and cuts off what a crash left unfinished if it {@code isLast}. */
    Opened open(Inits known, boolean isLast) throws IOException {
        length = Files.size(file());
        var listed = VolumeIndex.read(indexFile(), codec, number, length, known);
        if (listed.isPresent()) {
            indexLength = Files.size(indexFile());
            listed.get().forEach(this::note);
            return new Opened(listed.get(), true, 0, 0);
        }
        VolumeScan scan;
        try (var reader = new VolumeReader(file(), codec)) {
            scan = VolumeScan.of(reader, number, known);
        }
        scan.segments().forEach(this::note);
        if (!isLast) {
            return new Opened(scan.segments(), false, scan.corrupt(), 0);
        }
        long cut = length - scan.end();
        truncate(scan.end());
        return new Opened(scan.segments(), false, scan.corrupt(), cut);
    }

    /**
     * @param indexed whether its index told, so that it was not read
     * @param corrupt how many places are damaged
     * @param cut bytes that stood behind its last intact record
     */
    record Opened(List<Placement> placements, boolean indexed, int corrupt, long cut) {}

    private void note(Placement placement) {
        var segment = placement.segment();
        inits.add(segment.init());
        oldest = Math.min(oldest, segment.programDateTime());
        newest = Math.max(newest, segment.endDateTime());
    }

    /** @throws IOException if it cannot be written; what was there stays as it was */
    Placement append(StoredSegment segment, List<ByteBuffer> chunks, boolean sync)
            throws IOException {
        long before = length;
        try {
            var out = channel();
            if (!inits.contains(segment.init())) {
                write(out, Head.Init.of(segment.init()), List.of(segment.init().bytes()));
            }
            var placement = new Placement(segment, number, (int) length, Head.crcOf(chunks));
            write(out, placement.head(), chunks);
            if (sync) {
                out.force(false);
            }
            note(placement);
            return placement;
        } catch (IOException e) {
            takeBack(before);
            throw e;
        }
    }

    private FileChannel channel() throws IOException {
        if (channel == null) {
            if (length == 0) {
                Files.createDirectories(directory);
            }
            channel = FileChannel.open(file(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        }
        return channel;
    }

    private void write(FileChannel out, Head head, List<ByteBuffer> payload) throws IOException {
        write(out, codec.encode(head, length));
        for (var piece : payload) {
            write(out, piece.duplicate());
        }
    }

    private void write(FileChannel out, ByteBuffer bytes) throws IOException {
        int limit = bytes.limit();
        while (bytes.position() < limit) {
            bytes.limit(Math.min(limit, bytes.position() + VolumeReader.CHUNK));
            length += out.write(bytes, length);
        }
    }

    private void takeBack(long before) {
        try {
            truncate(before);
            if (before == 0) {
                delete();
            }
        } catch (IOException e) {
            // Nobody finds anything behind what is damaged: the next one begins another volume.
            broken = true;
        }
    }

    private void truncate(long to) throws IOException {
        length = to;
        if (Files.exists(file())) {
            try (var out = FileChannel.open(file(), StandardOpenOption.WRITE)) {
                out.truncate(to);
            }
        }
    }

    /** Whether it has been written to since it was opened or laid to rest. */
    boolean isActive() {
        return channel != null;
    }

    /** Lets go of the file, with an index beside it of all it has. */
    void rest(List<Placement> placements, Fsync fsync) throws IOException {
        try (var out = channel) {
            if (out != null && fsync != Fsync.NEVER) {
                out.force(true);
            }
        } finally {
            channel = null;
        }
        indexLength =
                VolumeIndex.write(indexFile(), codec, length, placements, fsync != Fsync.NEVER);
    }

    void delete() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
        Files.deleteIfExists(file());
        Files.deleteIfExists(indexFile());
    }
}
