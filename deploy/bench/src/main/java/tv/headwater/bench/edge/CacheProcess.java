package tv.headwater.bench.edge;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tv.headwater.bench.BenchFailure;
import tv.headwater.bench.ResidentSet;

/**
 * A cache in front of an origin, as processes of its own.
 *
 * @param name for the table
 * @param directory of its own, for what it needs
 */
record CacheProcess(String name, Process process, int port, Path directory)
        implements AutoCloseable {

    private static final Duration READY = Duration.ofSeconds(20);

    /** Headwater's edge. */
    static CacheProcess headwater(int origin, Path directory) throws IOException {
        var java = ProcessHandle.current().info().command().orElse("java");
        var process =
                new ProcessBuilder(
                                java,
                                "-Xmx512m",
                                "-XX:+UseG1GC",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-Dlogback.configurationFile=bench-logback.xml",
                                "-cp",
                                System.getProperty("java.class.path"),
                                EdgeUnderTest.class.getName(),
                                "http://127.0.0.1:" + origin)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        var said = new BufferedReader(process.inputReader(StandardCharsets.US_ASCII)).readLine();
        if (said == null) {
            throw new BenchFailure("the edge did not start");
        }
        return new CacheProcess("headwater", process, Integer.parseInt(said), directory);
    }

    /** nginx with its cache in memory, if it is installed. */
    static Optional<CacheProcess> nginx(int origin, Path directory) throws IOException {
        var program = program("nginx");
        if (program.isEmpty()) {
            return Optional.empty();
        }
        int port = freePort();
        var configuration =
                """
                daemon off;
                user root;
                pid %1$s/pid;
                error_log stderr error;
                worker_processes auto;
                worker_rlimit_nofile 40000;
                events { worker_connections 20000; }
                http {
                  access_log off;
                  sendfile on;
                  tcp_nopush on;
                  tcp_nodelay on;
                  keepalive_requests 100000000;
                  client_body_temp_path %1$s/body;
                  proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi;
                  scgi_temp_path %1$s/scgi;
                  open_file_cache max=1000;
                  proxy_cache_path %1$s/cache keys_zone=media:10m use_temp_path=off;
                  upstream origin { server 127.0.0.1:%2$d; keepalive 64; }
                  server {
                    listen 127.0.0.1:%3$d backlog=4096;
                    location / {
                      proxy_pass http://origin;
                      proxy_http_version 1.1;
                      proxy_set_header Connection "";
                      proxy_cache media;
                      proxy_cache_lock on;
                      proxy_cache_lock_timeout 60s;
                      proxy_cache_lock_age 60s;
                      proxy_read_timeout 60s;
                    }
                  }
                }
                """
                        .formatted(directory, origin, port);
        var file = Files.writeString(directory.resolve("nginx.conf"), configuration);
        return Optional.of(
                started("nginx", port, directory, List.of(program.get(), "-c", file.toString())));
    }

    /** Varnish with its cache in memory, if it is installed. */
    static Optional<CacheProcess> varnish(int origin, Path directory) throws IOException {
        var program = program("varnishd");
        if (program.isEmpty()) {
            return Optional.empty();
        }
        int port = freePort();
        return Optional.of(
                started(
                        "varnish",
                        port,
                        directory,
                        List.of(
                                program.get(),
                                "-F",
                                "-j",
                                "none",
                                "-n",
                                directory.toString(),
                                "-a",
                                "127.0.0.1:" + port,
                                "-b",
                                "127.0.0.1:" + origin,
                                "-s",
                                "malloc,128m",
                                "-p",
                                "thread_pool_max=2000")));
    }

    private static CacheProcess started(String name, int port, Path directory, List<String> command)
            throws IOException {
        var process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("log").toFile())
                        .start();
        var cache = new CacheProcess(name, process, port, directory);
        long deadline = System.nanoTime() + READY.toNanos();
        while (!cache.answers()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                cache.close();
                throw new BenchFailure(
                        name + " did not start: " + Files.readString(directory.resolve("log")));
            }
            Thread.onSpinWait();
        }
        return cache;
    }

    private boolean answers() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<String> program(String name) {
        var path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(Stream.of(path.split(":", -1)), Stream.of("/usr/sbin", "/sbin"))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** CPU time of all its processes so far, in seconds. */
    double cpuSeconds() {
        return handles().stream().mapToDouble(CacheProcess::cpuSeconds).sum();
    }

    private static double cpuSeconds(ProcessHandle handle) {
        return handle.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
    }

    /** Bytes of memory that all its processes have. */
    long residentBytes() {
        return handles().stream().mapToLong(handle -> ResidentSet.of(handle.pid())).sum();
    }

    private List<ProcessHandle> handles() {
        List<ProcessHandle> handles = new ArrayList<>(List.of(process.toHandle()));
        process.descendants().forEach(handles::add);
        return handles;
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                handles().forEach(ProcessHandle::destroyForcibly);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
