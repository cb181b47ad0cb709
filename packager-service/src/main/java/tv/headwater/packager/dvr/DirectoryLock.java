package tv.headwater.packager.dvr;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a directory for one store alone, also against other processes. It ends with the process. */
final class DirectoryLock implements AutoCloseable {

    static final String FILE = "lock";

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * @throws IOException if another store has it, or it cannot be made
     */
    static DirectoryLock of(Path directory) throws IOException {
        Files.createDirectories(directory);
        var channel =
                FileChannel.open(
                        directory.resolve(FILE),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return new DirectoryLock(channel);
            }
        } catch (OverlappingFileLockException e) {
            // Another store of this process has it.
        }
        channel.close();
        throw new IOException("DVR directory " + directory + " is in use by another packager");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
