package tv.headwater.standalone.child;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/** A file that only its owner can read. */
public final class SecretFile {

    private static final int LENGTH = 24;

    private SecretFile() {}

    /** What {@code file} holds, without the line end; a new random secret, written there, where there is none. */
    public static String readOrCreate(Path file) throws IOException {
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        var bytes = new byte[LENGTH];
        new SecureRandom().nextBytes(bytes);
        var secret = HexFormat.of().formatHex(bytes);
        write(file, secret + "\n");
        return secret;
    }

    /** Replaces {@code file} with {@code content}; no other user can read it at any moment, and no reader sees half of it. */
    public static void write(Path file, String content) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        var work = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(work);
        var owner =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel =
                Files.newByteChannel(
                        work,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        owner)) {
            channel.write(java.nio.charset.StandardCharsets.UTF_8.encode(content));
        }
        Files.move(
                work,
                file,
                java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
}
