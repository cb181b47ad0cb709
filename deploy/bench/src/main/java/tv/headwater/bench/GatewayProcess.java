package tv.headwater.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.logging.LoggingSystem;
import tv.headwater.standalone.context.ServiceFailure;
import tv.headwater.standalone.context.Services;
import tv.headwater.standalone.instance.Ports;

/** The gateway as it ships, alone in a JVM, so that its CPU time is its own. Viewers all come from one address and are not limited. */
final class GatewayProcess implements AutoCloseable {

    private final Process process;

    private GatewayProcess(Process process) {
        this.process = process;
    }

    /** Starts it beside a suite; it takes connections when this returns. */
    static GatewayProcess start(Ports ports, String kafka) throws IOException {
        var java = ProcessHandle.current().info().command().orElse("java");
        var process =
                new ProcessBuilder(
                                java,
                                "-Xmx256m",
                                "-XX:+UseG1GC",
                                "-XX:+UseCompactObjectHeaders",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-Dlogback.configurationFile=bench-logback.xml",
                                "-D" + LoggingSystem.SYSTEM_PROPERTY + "=" + LoggingSystem.NONE,
                                "-Dheadwater.limits.media-per-address.rate=0",
                                "-cp",
                                System.getProperty("java.class.path"),
                                GatewayProcess.class.getName(),
                                String.valueOf(ports.offset()),
                                kafka)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        var said = new BufferedReader(process.inputReader(StandardCharsets.US_ASCII)).readLine();
        if (said == null) {
            throw new BenchFailure("the gateway did not start");
        }
        return new GatewayProcess(process);
    }

    /** The process itself: {@code OFFSET KAFKA}; it ends with its input. */
    public static void main(String[] args) throws IOException, ServiceFailure {
        var none = Path.of("");
        var ports = new Ports(Integer.parseInt(args[0]));
        var ground = new Services.Ground(ports, args[1], "", "", "", none, none, none, null);
        var gateway = Services.on(ground).gateway();
        gateway.start();
        System.out.println("started");
        while (System.in.read() >= 0) {
            // until whoever started this goes
        }
        gateway.stop();
        System.exit(0);
    }

    /** CPU time so far. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
