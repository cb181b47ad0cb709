package tv.headwater.metadata;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;
import tv.headwater.contract.TestPostgres;
import tv.headwater.contract.audience.AudienceReport;
import tv.headwater.contract.event.StreamEvent;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.Json;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.log.Topics;
import tv.headwater.contract.node.NodeRole;
import tv.headwater.contract.node.NodeStatus;

/** metadata-service as it ships, on a real PostgreSQL and a real Kafka; one for all tests of the module. */
final class TestCluster {

    static final String ADMIN_PASSWORD = "correct horse battery";

    private static final TestCluster INSTANCE = new TestCluster();

    final TestPostgres postgres = TestPostgres.started();
    final EmbeddedKafkaKraftBroker kafka = new EmbeddedKafkaKraftBroker(1, 4);
    final ConfigurableApplicationContext context;
    final Http http;
    private final KafkaProducer<byte[], byte[]> producer;

    private TestCluster() {
        kafka.afterPropertiesSet();
        context = start(Map.of("headwater.admin.password", ADMIN_PASSWORD));
        http = new Http("http://localhost:" + port(context));
        producer =
                new KafkaProducer<>(
                        settings().client(Map.of("linger.ms", "0")),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    static TestCluster get() {
        return INSTANCE;
    }

    KafkaSettings settings() {
        return KafkaSettings.of(kafka.getBrokersAsString());
    }

    /** One more instance of the service, with some settings of its own; the caller closes it. */
    ConfigurableApplicationContext start(Map<String, String> more) {
        return MetadataService.application().run(arguments(more));
    }

    /** The same as a process of its own, which can be killed. */
    Process fork(Map<String, String> more) throws IOException {
        var command =
                new ArrayList<>(
                        List.of(
                                System.getProperty("java.home") + "/bin/java",
                                "-Xmx256m",
                                MetadataService.class.getName()));
        command.addAll(List.of(arguments(more)));
        var process = new ProcessBuilder(command);
        process.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        return process.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private String[] arguments(Map<String, String> more) {
        var settings =
                new HashMap<>(
                        Map.of(
                                "server.port", "0",
                                "management.server.port", "0",
                                "spring.datasource.url", postgres.jdbcUrl(),
                                "spring.datasource.username", "postgres",
                                "headwater.kafka.bootstrap-servers", kafka.getBrokersAsString(),
                                "headwater.kafka.lanes", "4",
                                "headwater.node.drain", "0s",
                                "headwater.login.window", "5s",
                                "headwater.sessions.watch-interval", "100ms",
                                "headwater.outbox.interval", "200ms"));
        settings.putAll(
                Map.of(
                        "headwater.health.interval", "200ms",
                        "headwater.health.begin-after", "3s",
                        "headwater.health.end-after", "2s",
                        "headwater.signing.refresh-interval", "100ms",
                        "headwater.signing.lead", "500ms",
                        "headwater.tokens.playback.revoked-per-stream", "3",
                        "headwater.audience.count-interval", "100ms",
                        "headwater.audience.sample-interval", "1s",
                        "headwater.retention.batch", "10",
                        "headwater.retention.interval", "300ms"));
        settings.putAll(
                Map.of(
                        "headwater.timed-metadata.interval", "1s",
                        "headwater.webhooks.private-networks", "true",
                        "headwater.webhooks.timeout", "2s",
                        "headwater.webhooks.first-backoff", "200ms",
                        "headwater.webhooks.max-backoff", "1s",
                        "headwater.webhooks.give-up-after", "4s",
                        "headwater.webhooks.disable-after", "3",
                        "headwater.webhooks.max-pending", "20",
                        "headwater.webhooks.interval", "200ms",
                        "headwater.webhooks.watch-interval", "200ms"));
        settings.putAll(more);
        return settings.entrySet().stream()
                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new);
    }

    static int port(ConfigurableApplicationContext context) {
        return ((ServletWebServerApplicationContext) context).getWebServer().getPort();
    }

    static int managementPort(ConfigurableApplicationContext context) {
        return context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
    }

    /** What an ingest would write. */
    void write(StreamEvent event) {
        send(Topics.STREAM_EVENTS, event.streamId().value(), event);
    }

    void beat(NodeStatus status) {
        send(Topics.NODES, status.nodeId().value(), status);
    }

    static NodeStatus ingest(String id, Instant startedAt, NodeStatus.Held... holds) {
        return new NodeStatus(
                new NodeId(id),
                NodeRole.INGEST,
                "test",
                java.net.URI.create("http://localhost:1"),
                null,
                startedAt,
                Instant.now(),
                0,
                false,
                false,
                List.of(holds));
    }

    /** What Kafka loses. */
    void forget(String topic, String key) {
        send(topic, key, null);
    }

    /** What an edge would report. */
    void report(AudienceReport report) {
        send(Topics.AUDIENCE, report.nodeId().value(), report);
    }

    private void send(String topic, String key, @Nullable Object value) {
        try {
            producer.send(
                            new ProducerRecord<>(
                                    topic,
                                    key.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                                    value == null ? null : Json.write(value)))
                    .get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The columns of one stream's row. */
    Map<String, Object> row(StreamId id) {
        return context.getBean(org.springframework.jdbc.core.simple.JdbcClient.class)
                .sql("select * from live_streams where id = ?")
                .param(id.value())
                .query()
                .singleRow();
    }

    static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("headwater-metadata-test-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
