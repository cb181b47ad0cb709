package tv.headwater.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

@ExtendWith(OutputCaptureExtension.class)
class TracingAutoConfigurationTest {

    private static final String AWAY = "the collector does not take traces";

    @EnableAutoConfiguration
    static class Application {}

    /** A context as a service has it, with {@code headwater.yml}. */
    private static ConfigurableApplicationContext start(String... settings) {
        var all = new ArrayList<>(List.of(settings));
        all.add("headwater.node.id=node-1");
        all.add("management.opentelemetry.tracing.export.schedule-delay=10ms");
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties("spring.config.name=headwater")
                .run(all.stream().map(each -> "--" + each).toArray(String[]::new));
    }

    private static String endpoint(int port) {
        return "management.opentelemetry.tracing.export.otlp.endpoint=http://127.0.0.1:"
                + port
                + "/v1/traces";
    }

    private static Tracer tracer(ConfigurableApplicationContext context) {
        return context.getBean(OpenTelemetry.class).getTracer("test");
    }

    private static int closedPort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static int times(CharSequence output, String words) {
        return output.toString().split(words, -1).length - 1;
    }

    @Test
    void withoutACollectorThereIsNothing() {
        try (var context = start()) {
            assertThat(context.getBeansOfType(OpenTelemetry.class)).isEmpty();
            assertThat(context.getBeansOfType(io.micrometer.tracing.Tracer.class)).isEmpty();
            assertThat(context.containsBean("publicationSampler")).isFalse();
        }
    }

    @Test
    void publicationsAloneBeginTraces() throws IOException {
        try (var context = start(endpoint(closedPort()))) {
            var tracer = tracer(context);
            assertThat(recorded(tracer, "http get")).isFalse();
            var publish = tracer.spanBuilder(PublicationTrace.PUBLISH).startSpan();
            assertThat(publish.isRecording()).isTrue();
            try (var _ = publish.makeCurrent()) {
                assertThat(recorded(tracer, "http get")).isTrue();
            }
        }
    }

    private static boolean recorded(Tracer tracer, String name) {
        return tracer.spanBuilder(name).startSpan().isRecording();
    }

    @Test
    void noneOfThemWhereNoneIsAskedFor() throws IOException {
        try (var context =
                start(endpoint(closedPort()), "management.tracing.sampling.probability=0")) {
            assertThat(recorded(tracer(context), PublicationTrace.PUBLISH)).isFalse();
        }
    }

    @Test
    void aCollectorThatIsAwayIsMissedOnce(CapturedOutput output) throws IOException {
        int port = closedPort();
        var taken = new AtomicInteger();
        try (var context =
                start(
                        endpoint(port),
                        "management.opentelemetry.tracing.export.max-queue-size=512")) {
            var tracer = tracer(context);
            publish(tracer, 10_000);
            await().untilAsserted(() -> assertThat(output).contains(AWAY));
            publish(tracer, 10_000);
            var collector =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            collector.createContext(
                    "/v1/traces",
                    exchange -> {
                        exchange.getRequestBody().readAllBytes();
                        taken.incrementAndGet();
                        exchange.sendResponseHeaders(200, -1);
                        exchange.close();
                    });
            collector.start();
            try {
                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> {
                            publish(tracer, 1);
                            assertThat(taken).hasPositiveValue();
                        });
                await().untilAsserted(() -> assertThat(output).contains("takes traces again"));
                assertThat(times(output, AWAY)).isEqualTo(1);
                assertThat(output).doesNotContain("io.opentelemetry");
            } finally {
                collector.stop(0);
            }
        }
    }

    private static void publish(Tracer tracer, int times) {
        for (int i = 0; i < times; i++) {
            tracer.spanBuilder(PublicationTrace.PUBLISH).startSpan().end();
        }
    }

    @Test
    void logsInJsonSayWhatTraceTheyAreOf(CapturedOutput output) throws IOException {
        try (var context = start(endpoint(closedPort()), "spring.profiles.active=json")) {
            Span publish = tracer(context).spanBuilder(PublicationTrace.PUBLISH).startSpan();
            var log = LoggerFactory.getLogger("test");
            try (var _ = publish.makeCurrent()) {
                log.info("inside");
            }
            log.info("outside");
            var id = publish.getSpanContext().getTraceId();
            assertThat(line(output, "inside")).contains("\"traceId\":\"" + id + "\"");
            assertThat(line(output, "outside")).doesNotContain("traceId");
        }
    }

    private static String line(CapturedOutput output, String message) {
        return output.toString()
                .lines()
                .filter(line -> line.contains("\"message\":\"" + message + "\""))
                .findFirst()
                .orElseThrow();
    }
}
