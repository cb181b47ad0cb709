package tv.headwater.transcode.process;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Directories for a supervisor and its workers, which nobody else may enter. One that was killed leaves its own behind. */
final class PrivateDirectory {

    /** The socket in each. */
    static final String SOCKET = "workers";

    private static final String PREFIX = "headwater-workers-";

    /** A younger one may belong to a supervisor that just starts. */
    private static final Duration LEFT_BEHIND_AFTER = Duration.ofMinutes(1);

    private static final Logger log = LoggerFactory.getLogger(PrivateDirectory.class);

    private PrivateDirectory() {}

    /**
     * A new one; those whose supervisor has been killed are deleted.
     *
     * @param parent null for the system's directory for temporary files
     */
    static Path create(@Nullable Path parent) throws IOException {
        var in =
                parent == null
                        ? Path.of(System.getProperty("java.io.tmpdir"))
                        : Files.createDirectories(parent.toAbsolutePath());
        deleteLeftBehind(in);
        return Files.createTempDirectory(
                in,
                PREFIX,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private static void deleteLeftBehind(Path parent) {
        try (var directories = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (var directory : directories) {
                if (isLeftBehind(directory.resolve(SOCKET))) {
                    delete(directory);
                    log.info("deleted {}, left behind by a process that was killed", directory);
                }
            }
        } catch (IOException e) {
            log.warn("what killed processes left in {} stays: {}", parent, e.toString());
        }
    }

    /** Whether nobody listens there any more. */
    private static boolean isLeftBehind(Path socket) throws IOException {
        try {
            var since = Files.getLastModifiedTime(socket).toInstant();
            if (since.plus(LEFT_BEHIND_AFTER).isAfter(Instant.now())) {
                return false;
            }
        } catch (NoSuchFileException | AccessDeniedException e) {
            return false;
        }
        try (var peer = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return !peer.isConnected();
        } catch (ConnectException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    static void delete(Path directory) throws IOException {
        try (var files = Files.newDirectoryStream(directory)) {
            for (var file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(directory);
    }
}
