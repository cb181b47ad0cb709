package tv.headwater.standalone.instance;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The one directory that holds everything Headwater keeps, for one launcher at a time. */
public final class DataDirectory implements AutoCloseable {

    /** Tells {@code reset} that this directory is one of ours. */
    private static final String MARKER = "headwater-data";

    private static final String LOCK = "lock";

    private final Path root;
    private final FileChannel lock;

    private DataDirectory(Path root, FileChannel lock) {
        this.root = root;
        this.lock = lock;
    }

    /**
     * Makes {@code root} where it is missing, and holds it until closed or until this process ends in whatever way.
     *
     * @throws IOException with a sentence, if it cannot be written or another launcher holds it
     */
    public static DataDirectory open(Path root) throws IOException {
        FileChannel channel;
        try {
            // Others may pass, since as root PostgreSQL may have to run as somebody else.
            Files.createDirectories(root, mode("rwx--x--x"));
            channel =
                    FileChannel.open(
                            root.resolve(LOCK),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new IOException("cannot write to the data directory " + root, e);
        }
        if (tryLock(channel) == null) {
            channel.close();
            throw new IOException(
                    "Headwater already runs on "
                            + root
                            + RunningInstance.in(root).describe()
                            + "; ./headwater down stops it, --data and --port-offset start another"
                            + " beside it");
        }
        var directory = new DataDirectory(root, channel);
        Files.writeString(root.resolve(MARKER), "Everything Headwater keeps on this machine.\n");
        Files.createDirectories(directory.logs(), mode("rwx------"));
        Files.createDirectories(directory.kafka(), mode("rwx------"));
        return directory;
    }

    private static FileAttribute<Set<PosixFilePermission>> mode(String mode) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    public Path root() {
        return root;
    }

    public Path logs() {
        return root.resolve("logs");
    }

    public Path log(String service) {
        return logs().resolve(service + ".log");
    }

    public Path postgres() {
        return root.resolve("postgres");
    }

    public Path kafka() {
        return root.resolve("kafka");
    }

    public Path dvr() {
        return root.resolve("dvr");
    }

    /** Where FFmpeg's libraries are unpacked, once for the demo and all workers. */
    public Path natives() {
        return root.resolve("natives");
    }

    public Path adminPassword() {
        return root.resolve("admin-password");
    }

    /** There once a start has gone well to its end. */
    public Path greeted() {
        return root.resolve("greeted");
    }

    public Path demoStream() {
        return root.resolve("demo-stream");
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
