package tv.headwater.standalone;

import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.bridge.SLF4JBridgeHandler;
import tv.headwater.standalone.child.ChildProcess;
import tv.headwater.standalone.child.KafkaProcess;
import tv.headwater.standalone.child.PostgresProcess;
import tv.headwater.standalone.context.ServiceContext;
import tv.headwater.standalone.context.ServiceFailure;
import tv.headwater.standalone.context.Services;
import tv.headwater.standalone.demo.Demo;
import tv.headwater.standalone.instance.DataDirectory;
import tv.headwater.standalone.instance.Health;
import tv.headwater.standalone.instance.RunningInstance;

/**
 * One run of everything. The main thread starts it and waits for its end; the stopping is done once, by whichever thread comes first: the
 * shutdown hook's after a signal, the main thread's after a failure.
 */
final class Launch {

    /** Two processors are what a small machine has; more contexts at once would only take turns. */
    private static final int STARTERS = 2;

    private static final Duration READY_LIMIT = Duration.ofMinutes(1);
    private static final Duration READY_PAUSE = Duration.ofMillis(100);
    private static final Duration STARTERS_END_LIMIT = Duration.ofSeconds(40);

    private final Arguments arguments;
    private final DataDirectory directory;
    private final Progress progress;
    private final PostgresProcess postgres;
    private final KafkaProcess kafka;
    private final Thread main = Thread.currentThread();
    private final ExecutorService starters = Executors.newFixedThreadPool(STARTERS);
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile @Nullable String failure;
    private volatile boolean stopping;
    private volatile @Nullable Services services;
    private volatile @Nullable Demo demo;
    private boolean stopped;

    private Launch(Arguments arguments, DataDirectory directory, Progress progress) {
        this.arguments = arguments;
        this.directory = directory;
        this.progress = progress;
        var ports = arguments.ports();
        this.postgres =
                new PostgresProcess(
                        directory.postgres(), directory.log("postgres"), ports.postgres());
        this.kafka =
                new KafkaProcess(
                        directory.kafka(),
                        directory.log("kafka"),
                        ports.kafka(),
                        ports.kafkaController());
    }

    /**
     * Runs until a signal or a failure ends it.
     *
     * @throws IOException with a sentence that says what failed; everything is stopped by then
     */
    static int run(Arguments arguments, PrintStream out) throws IOException, InterruptedException {
        System.setProperty("headwater.logs", arguments.directory().resolve("logs").toString());
        // Tomcat's logging; the console is the launcher's alone.
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        var progress = new Progress(out);
        try (var directory = DataDirectory.open(arguments.directory())) {
            arguments.ports().refuseTaken();
            var launch = new Launch(arguments, directory, progress);
            Runtime.getRuntime().addShutdownHook(new Thread(launch::stop, "stop"));
            try {
                RunningInstance.in(directory.root()).announce(arguments.ports());
                launch.start();
                launch.over.await();
            } catch (ServiceFailure e) {
                throw new IOException(e.getMessage() + "; see " + directory.log(e.service()), e);
            } finally {
                launch.stop();
            }
            if (launch.failure != null) {
                throw new IOException(launch.failure);
            }
            return 0;
        }
    }

    private void start() throws IOException, ServiceFailure, InterruptedException {
        progress.line("Starting Headwater on " + directory.root());
        var firstStart = !Files.exists(directory.greeted());
        together(
                List.of(
                        () -> {
                            progress.timed("PostgreSQL", postgres::start);
                            return watched("PostgreSQL", postgres.process(), "postgres");
                        },
                        () -> {
                            progress.timed("Kafka", kafka::start);
                            return watched("Kafka", kafka.process(), "kafka");
                        }));
        var all = services();
        services = all;
        together(all.inStartingOrder().stream().<Callable<Object>>map(this::starting).toList());
        awaitReady(all);
        StartUpCache.wanted()
                .ifPresent(cache ->
                        progress.timed(
                                "cache for next time",
                                () -> cache.train(directory.log("start-up-cache"))));
        if (arguments.demo()) {
            var started = new Demo(directory, arguments.ports(), adminPassword());
            demo = started;
            together(
                    List.of(() -> {
                        progress.timed("test picture", started::start);
                        return started;
                    }));
        }
        new Greeting(arguments.ports(), directory, demo).print(progress, firstStart);
        Files.writeString(directory.greeted(), "The admin's password has been shown.\n");
    }

    private Callable<Object> starting(ServiceContext service) {
        return () -> {
            progress.timed(service.name(), service::start);
            return service;
        };
    }

    private Services services() throws IOException {
        return Services.on(
                new Services.Ground(
                        arguments.ports(),
                        kafka.address(),
                        postgres.jdbcUrl(),
                        postgres.user(),
                        postgres.password(),
                        directory.dvr(),
                        directory.natives(),
                        directory.adminPassword(),
                        givenAdminPassword()));
    }

    private static @Nullable String givenAdminPassword() {
        var given = System.getenv("HEADWATER_ADMIN_PASSWORD");
        return given == null || given.isBlank() ? null : given;
    }

    private @Nullable String adminPassword() throws IOException {
        var given = givenAdminPassword();
        if (given != null || !Files.exists(directory.adminPassword())) {
            return given;
        }
        return Files.readString(directory.adminPassword()).strip();
    }

    /** Does all of {@code steps}, as many at a time as there are starters; the first failure interrupts the others. */
    private void together(List<Callable<Object>> steps)
            throws IOException, ServiceFailure, InterruptedException {
        var results = new ExecutorCompletionService<Object>(starters);
        steps.forEach(results::submit);
        for (int i = 0; i < steps.size(); i++) {
            try {
                results.take().get();
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case IOException io -> throw io;
                    case ServiceFailure service -> throw service;
                    case InterruptedException interrupted -> throw interrupted;
                    case null, default -> throw new IllegalStateException(e);
                }
            }
        }
    }

    /** A child that ends by itself ends the whole run. */
    private ChildProcess watched(String name, @Nullable ChildProcess child, String log) {
        if (child == null) {
            throw new IllegalStateException(name + " was not started");
        }
        child.ended()
                .thenAccept(code -> {
                    if (!stopping) {
                        failure =
                                name
                                        + " ended by itself with code "
                                        + code
                                        + "; see "
                                        + directory.log(log);
                        over.countDown();
                    }
                });
        return child;
    }

    private void awaitReady(Services all) throws IOException, InterruptedException {
        var deadline = System.nanoTime() + READY_LIMIT.toNanos();
        try (var client = HttpClient.newHttpClient()) {
            for (var service : all.inStartingOrder()) {
                while (!Health.isReady(client, service.managementPort(), READY_LIMIT)) {
                    if (System.nanoTime() > deadline) {
                        throw new IOException(
                                service.name()
                                        + " is not ready after "
                                        + READY_LIMIT.toSeconds()
                                        + " s; see "
                                        + directory.log(service.name()));
                    }
                    Thread.sleep(READY_PAUSE);
                }
            }
        }
    }

    /** Ends everything in order. The first call does it, a later one waits for that. */
    private synchronized void stop() {
        if (stopped) {
            return;
        }
        stopping = true;
        endStarters();
        progress.line("Stopping");
        var running = demo;
        if (running != null) {
            progress.timed("test picture", running::stop);
        }
        var all = services;
        if (all != null) {
            all.inStoppingOrder().stream()
                    .filter(ServiceContext::started)
                    .forEach(service -> progress.timed(service.name(), service::stop));
        }
        stop("Kafka", kafka.process(), kafka::stop);
        stop("PostgreSQL", postgres.process(), postgres::stop);
        try {
            RunningInstance.in(directory.root()).withdraw();
        } catch (IOException e) {
            progress.line("cannot remove the note of this run: " + e.getMessage());
        }
        progress.line("Stopped");
        stopped = true;
    }

    private void stop(String name, @Nullable ChildProcess child, Runnable stop) {
        if (child != null) {
            progress.timed(name, stop::run);
        }
    }

    private void endStarters() {
        if (Thread.currentThread() != main) {
            main.interrupt();
        }
        starters.shutdownNow();
        try {
            starters.awaitTermination(STARTERS_END_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
