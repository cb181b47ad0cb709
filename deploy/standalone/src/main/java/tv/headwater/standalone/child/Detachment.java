package tv.headwater.standalone.child;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The words in front of a command that give it a session, a parent-death signal or an unprivileged user. */
final class Detachment {

    private static final String NOBODY = "65534";

    private Detachment() {}

    /** {@code command} in a session of its own, to be sent {@code whenOrphaned} when its parent dies, as far as this system can. */
    static List<String> detached(List<String> command, String whenOrphaned) {
        var all = new ArrayList<String>();
        if (onPath("setsid")) {
            all.add("setsid");
        } else if (onPath("perl")) {
            // macOS has no setsid(1).
            all.addAll(List.of("perl", "-e", "use POSIX; POSIX::setsid(); exec @ARGV", "--"));
        }
        // Innermost, since a change of user or namespace clears the parent-death signal.
        int at = userSwitchLength(command);
        all.addAll(command.subList(0, at));
        if (succeeds(List.of("setpriv", "--pdeathsig", whenOrphaned, "true"))) {
            all.addAll(List.of("setpriv", "--pdeathsig", whenOrphaned, "--"));
        }
        all.addAll(command.subList(at, command.size()));
        return List.copyOf(all);
    }

    /**
     * {@code command} as somebody who is not root, which PostgreSQL insists on: as the owner of {@code kept} where it exists and root does
     * not own it; else in a user namespace, where files keep their owner; else as {@code nobody}.
     *
     * @param kept what the command wrote when it ran before
     * @param parent of it; given to {@code nobody} if it comes to that
     * @throws IOException with a sentence, if this process is root and cannot become anybody else
     */
    static List<String> unprivileged(List<String> command, Path kept, Path parent)
            throws IOException {
        if (new UnixSystem().getUid() != 0) {
            return command;
        }
        if (Files.exists(kept) && !Files.getAttribute(kept, "unix:uid").equals(0)) {
            return with(
                    user(
                            Files.getAttribute(kept, "unix:uid"),
                            Files.getAttribute(kept, "unix:gid")),
                    command);
        }
        var namespace = List.of("unshare", "-U", "--");
        if (succeeds(with(namespace, List.of("true")))) {
            return with(namespace, command);
        }
        var nobody = user(NOBODY, NOBODY);
        if (!succeeds(with(nobody, List.of("true")))) {
            throw new IOException(
                    "PostgreSQL does not run as root, and neither `unshare -U` nor `setpriv` works"
                            + " here; run this as an ordinary user");
        }
        if (!succeeds(List.of("chown", "-R", NOBODY + ":" + NOBODY, parent.toString()))) {
            throw new IOException("cannot give " + parent + " to the user " + NOBODY);
        }
        if (!succeeds(with(nobody, List.of("test", "-x", parent.toString())))) {
            throw new IOException(
                    parent
                            + " lies under a directory only root can enter, and PostgreSQL does not"
                            + " run as root; choose another data directory");
        }
        return with(nobody, command);
    }

    private static List<String> user(Object uid, Object gid) {
        return List.of("setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups", "--");
    }

    private static int userSwitchLength(List<String> command) {
        return command.getFirst().equals("unshare") || command.getFirst().equals("setpriv")
                ? command.indexOf("--") + 1
                : 0;
    }

    private static List<String> with(List<String> first, List<String> second) {
        var all = new ArrayList<>(first);
        all.addAll(second);
        return List.copyOf(all);
    }

    private static boolean onPath(String program) {
        for (var directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }

    private static boolean succeeds(List<String> command) {
        try {
            var process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
