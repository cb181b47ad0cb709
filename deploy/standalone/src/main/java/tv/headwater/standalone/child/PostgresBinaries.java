package tv.headwater.standalone.child;

import java.io.IOException;
import java.net.JarURLConnection;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs for this machine, out of the class path and into a directory, once. */
final class PostgresBinaries {

    private PostgresBinaries() {}

    /**
     * Unpacks under {@code parent} what is not there yet.
     *
     * @return the directory with {@code bin} and {@code lib}
     */
    static Path unpackUnder(Path parent) throws IOException {
        var resource = "postgres-" + platform() + ".txz";
        var url = PostgresBinaries.class.getClassLoader().getResource(resource);
        if (url == null) {
            throw new IOException(
                    "no PostgreSQL for " + platform() + " is on the class path (" + resource + ")");
        }
        var connection = url.openConnection();
        // The checksum of the archive names the directory: another version unpacks beside it.
        var home =
                parent.resolve(
                        "programs-"
                                + (connection instanceof JarURLConnection jar
                                        ? Long.toHexString(jar.getJarEntry().getCrc())
                                        : "local"));
        if (Files.isExecutable(home.resolve("bin/postgres"))) {
            return home;
        }
        Files.createDirectories(parent);
        var work = Files.createTempDirectory(parent, "unpacking-");
        try (var in = new TarArchiveInputStream(new XZInputStream(connection.getInputStream()))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                unpack(in, entry, work);
            }
            Files.setPosixFilePermissions(work, permissions(0755));
            Files.move(work, home, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("cannot rename " + work + " to " + home, e);
        } finally {
            Directories.delete(work);
        }
        return home;
    }

    private static void unpack(TarArchiveInputStream in, TarArchiveEntry entry, Path work)
            throws IOException {
        var target = work.resolve(entry.getName()).normalize();
        if (!target.startsWith(work)) {
            throw new IOException("the archive's " + entry.getName() + " lies outside of it");
        }
        Files.createDirectories(target.getParent());
        if (entry.isDirectory()) {
            Files.createDirectories(target);
        } else if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
            Files.copy(in, target);
            Files.setPosixFilePermissions(target, permissions(entry.getMode()));
        }
    }

    private static EnumSet<PosixFilePermission> permissions(int mode) {
        var set =
                EnumSet.of(
                        PosixFilePermission.OWNER_READ,
                        PosixFilePermission.OWNER_WRITE,
                        PosixFilePermission.GROUP_READ,
                        PosixFilePermission.OTHERS_READ);
        if ((mode & 0100) != 0) {
            set.add(PosixFilePermission.OWNER_EXECUTE);
            set.add(PosixFilePermission.GROUP_EXECUTE);
            set.add(PosixFilePermission.OTHERS_EXECUTE);
        }
        return set;
    }

    /** As the archives are named: {@code linux-x86_64}, {@code darwin-arm_64} and so on. */
    static String platform() {
        var os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        var arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return (os.contains("mac") ? "darwin" : os)
                + "-"
                + switch (arch) {
                    case "amd64", "x86_64" -> "x86_64";
                    case "aarch64", "arm64" -> "arm_64";
                    default -> arch;
                };
    }
}
