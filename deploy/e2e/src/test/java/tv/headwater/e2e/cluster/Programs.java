package tv.headwater.e2e.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** The other people's programs of the run, and where they leave their files. Ends them all when it is closed. */
public final class Programs implements AutoCloseable {

    private final Path root;
    private final Secrets secrets;
    private final AtomicInteger numbers = new AtomicInteger();
    private final ConcurrentLinkedQueue<Program> started = new ConcurrentLinkedQueue<>();

    public Programs(Path root, Secrets secrets) {
        this.root = root;
        this.secrets = secrets;
    }

    /** Starts a program; its output goes to {@code programs/{name}-{number}.out}, what it complains about to a {@code .log}. */
    public Program start(String name, String executable, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(executable);
        command.addAll(arguments);
        var file = name + "-" + numbers.incrementAndGet();
        var directory = directory("programs");
        var program =
                new Program(
                        file,
                        command,
                        directory.resolve(file + ".out"),
                        directory.resolve(file + ".log"),
                        secrets);
        started.add(program);
        return program;
    }

    /** A directory for the run's files; made if missing. */
    public Path directory(String name) {
        try {
            return Files.createDirectories(root.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        started.forEach(Program::close);
    }
}
