package tv.headwater.e2e.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tv.headwater.standalone.child.KafkaProcess;
import tv.headwater.standalone.child.PostgresProcess;

/**
 * Headwater on this machine as it is deployed on several: PostgreSQL, Kafka, one ingest, two packagers, one edge, one
 * metadata-service and one gateway, each a process of its own on free ports of loopback; and two transcoders, two instances of
 * chat-service and further edges and gateways, which are started when they are wanted. Files are under {@code target/e2e}.
 */
public final class Cluster implements AutoCloseable {

    private static final Path ROOT = Path.of("target", "e2e").toAbsolutePath();
    private static final String HOST = "127.0.0.1";
    private static final String ADMIN = "admin";

    /** Segments of encrypted streams that share a key: few, so that short streams have several keys. */
    private static final int KEY_PERIOD = 4;

    /** Access tokens live for ten minutes. */
    private static final Duration TOKEN_KEPT = Duration.ofMinutes(3);

    private final Secrets secrets = new Secrets();
    private final Ports ports = new Ports();
    private final TraceCollector traces = TraceCollector.open();
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
    private final Path logs = directory("logs");
    private final Path images = directory("images");
    private final Set<String> modules = new TreeSet<>();
    private final Programs programs = new Programs(ROOT, secrets);
    private final String adminPassword = secrets.keep(UUID.randomUUID().toString());
    private final PostgresProcess postgres;
    private final KafkaProcess kafka;
    private final int rtmpPort = ports.next();
    private final int metadataPort = ports.next();
    private final List<Integer> packagerPorts = List.of(ports.next(), ports.next());
    private final Service ingest;
    private final Service metadata;
    private final List<Service> chats;
    private final Delivery delivery;
    private List<Service> packagers;
    private List<Service> transcoders;
    private @Nullable Api admin;
    private Instant adminSince = Instant.EPOCH;

    private Cluster() {
        postgres =
                new PostgresProcess(
                        directory("postgres"), logs.resolve("postgres.log"), ports.next());
        kafka =
                new KafkaProcess(
                        directory("kafka"), logs.resolve("kafka.log"), ports.next(), ports.next());
        ingest = ingestService();
        packagers = packagerServices(Map.of());
        transcoders = transcodeServices(Map.of());
        metadata = metadataService();
        chats = List.of(chatService("chat-1"), chatService("chat-2"));
        delivery = new Delivery(HOST, ports, this::service);
    }

    /**
     * Starts everything and waits until all of it is ready.
     *
     * @throws AssertionError if something does not start, with the end of its log
     */
    public static Cluster start() {
        wipe(ROOT);
        var cluster = new Cluster();
        Runtime.getRuntime().addShutdownHook(new Thread(cluster::destroy));
        try {
            cluster.makeImages();
            cluster.postgres.start();
            cluster.secrets.keep(cluster.postgres.password());
            cluster.kafka.start();
            cluster.services().forEach(Service::start);
            cluster.services().forEach(Service::awaitReady);
            return cluster;
        } catch (IOException e) {
            cluster.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException | AssertionError e) {
            cluster.close();
            throw e;
        }
    }

    private void makeImages() {
        modules.parallelStream().forEach(module -> ServiceImage.make(module, images, programs));
    }

    private Service ingestService() {
        return service(
                "ingest",
                "ingest-service",
                192,
                Map.of(
                        "headwater.rtmp.port", rtmpPort,
                        "headwater.rtmp.bind-address", HOST,
                        "headwater.metadata.base-url", url(metadataPort),
                        "headwater.segments.key-period", KEY_PERIOD));
    }

    private List<Service> packagerServices(Map<String, Object> settings) {
        return List.of(packagerService(0, settings), packagerService(1, settings));
    }

    private Service packagerService(int index, Map<String, Object> settings) {
        int port = packagerPorts.get(index);
        var name = "packager-" + (index + 1);
        var all = new TreeMap<>(settings);
        all.putAll(
                Map.of(
                        "headwater.http.port",
                        port,
                        "headwater.http.bind-address",
                        HOST,
                        "headwater.node.base-url",
                        url(port),
                        "headwater.dvr.directory",
                        directory("dvr").resolve(name)));
        return service(name, "packager-service", 256, all);
    }

    private List<Service> transcodeServices(Map<String, Object> settings) {
        return Stream.of("transcode-1", "transcode-2")
                .map(name -> service(name, "transcode-service", 160, settings))
                .toList();
    }

    private Service metadataService() {
        return service(
                "metadata",
                "metadata-service",
                256,
                Map.of(
                        "server.port", metadataPort,
                        "spring.datasource.url", postgres.jdbcUrl(),
                        "spring.datasource.username", postgres.user(),
                        "headwater.public.rtmp-url", "rtmp://" + HOST + ":" + rtmpPort + "/live",
                        "headwater.node.base-url", url(metadataPort)));
    }

    private Service chatService(String name) {
        int port = ports.next();
        int socketPort = ports.next();
        return service(
                name,
                "chat-service",
                192,
                Map.of(
                        "server.port",
                        port,
                        "spring.datasource.url",
                        postgres.jdbcUrl(),
                        "spring.datasource.username",
                        postgres.user(),
                        "headwater.node.base-url",
                        url(port),
                        "headwater.node.socket-url",
                        url(socketPort),
                        "headwater.socket.port",
                        socketPort,
                        // A crowd of one machine.
                        "headwater.socket.max-unjoined-per-address",
                        200));
    }

    private Service service(String name, String module, int heapMib, Map<String, Object> settings) {
        int managementPort = ports.next();
        modules.add(module);
        var command = new ArrayList<>(ServiceImage.of(module, images).command(heapMib));
        command.addAll(
                List.of(
                        "--headwater.node.id=" + name,
                        "--headwater.kafka.bootstrap-servers=" + kafka.address()));
        var all = new TreeMap<>(settings);
        all.putIfAbsent("server.port", managementPort);
        all.put("management.server.port", managementPort);
        all.put("management.opentelemetry.tracing.export.otlp.endpoint", traces.endpoint());
        all.put("management.opentelemetry.tracing.export.schedule-delay", "200ms");
        all.forEach((key, value) -> command.add("--" + key + "=" + value));
        return new Service(
                name,
                command,
                environment(module),
                managementPort,
                logs.resolve(name + ".log"),
                http);
    }

    /** Secrets go by the environment, where no process list shows them. */
    private Map<String, String> environment(String module) {
        if (!module.equals("metadata-service") && !module.equals("chat-service")) {
            return Map.of();
        }
        try {
            if (module.equals("chat-service")) {
                return Map.of("SPRING_DATASOURCE_PASSWORD", postgres.password());
            }
            return Map.of(
                    "SPRING_DATASOURCE_PASSWORD",
                    postgres.password(),
                    "HEADWATER_ADMIN_PASSWORD",
                    adminPassword);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String url(int port) {
        return "http://" + HOST + ":" + port;
    }

    public Service ingest() {
        return ingest;
    }

    public Service packager(int index) {
        return packagers.get(index);
    }

    /** Both transcoders, whether they run or not. */
    public List<Service> transcoders() {
        return transcoders;
    }

    /** Ends both packagers and starts two that are configured otherwise, with the same disks; nothing is served meanwhile. */
    public void replacePackagers(Map<String, Object> settings) {
        packagers.stream().filter(Service::isRunning).forEach(Service::kill);
        packagers = packagerServices(settings);
        packagers.forEach(Service::start);
        packagers.forEach(Service::awaitReady);
    }

    /** Starts the transcoders that do not run, and waits until both are ready. */
    public void startTranscoders() {
        transcoders.stream().filter(service -> !service.isRunning()).forEach(Service::start);
        transcoders.forEach(Service::awaitReady);
    }

    /** Ends the transcoders that run, and starts two that are configured otherwise. */
    public List<Service> replaceTranscoders(Map<String, Object> settings) {
        endTranscoders();
        transcoders = transcodeServices(settings);
        startTranscoders();
        return transcoders;
    }

    /** Ends the transcoders that run; those that are started next are configured as usual. */
    public void endTranscoders() {
        transcoders.stream().filter(Service::isRunning).forEach(Service::kill);
        transcoders = transcodeServices(Map.of());
    }

    /** Where a packager serves media. */
    public URI packagerUrl(int index) {
        return URI.create(url(packagerPorts.get(index)));
    }

    /** The edges and gateways. */
    public Delivery delivery() {
        return delivery;
    }

    /** Where the edge that always runs serves viewers. */
    public URI edgeUrl() {
        return delivery.edgeUrl(0);
    }

    public Service metadata() {
        return metadata;
    }

    /** Both instances of chat-service, whether they run or not. */
    public List<Service> chats() {
        return chats;
    }

    /** Starts the instances of chat-service that do not run, and waits until both are ready. */
    public void startChats() {
        chats.stream().filter(service -> !service.isRunning()).forEach(Service::start);
        chats.forEach(Service::awaitReady);
    }

    /** Where viewers and API clients come in, at the gateway that always runs. */
    public URI gatewayUrl() {
        return delivery.gatewayUrl(0);
    }

    public InetSocketAddress rtmpAddress() {
        return new InetSocketAddress(InetAddress.ofLiteral(HOST), rtmpPort);
    }

    /** Where an encoder publishes with a key. */
    public URI rtmpUrl(String key) {
        return URI.create("rtmp://" + HOST + ":" + rtmpPort + "/live/" + key);
    }

    public PostgresProcess postgres() {
        return postgres;
    }

    public KafkaProcess kafka() {
        return kafka;
    }

    /** In the order in which they would be started; transcoders, further edges and further gateways only where they run. */
    public List<Service> services() {
        var all = new ArrayList<Service>();
        all.add(metadata);
        chats.stream().filter(Service::isRunning).forEach(all::add);
        all.add(ingest);
        all.addAll(packagers);
        transcoders.stream().filter(Service::isRunning).forEach(all::add);
        all.addAll(delivery.services());
        return all;
    }

    /** The API as the first admin, with a token that holds for minutes more; logging in is rate-limited. */
    public synchronized Api admin() {
        if (admin == null || adminSince.isBefore(Instant.now().minus(TOKEN_KEPT))) {
            admin = new Api(http, gatewayUrl(), secrets, null).as(ADMIN, adminPassword);
            adminSince = Instant.now();
        }
        return admin;
    }

    /** What the services trace. */
    public TraceCollector traces() {
        return traces;
    }

    public HttpClient http() {
        return http;
    }

    public String adminPassword() {
        return adminPassword;
    }

    public Secrets secrets() {
        return secrets;
    }

    public Programs programs() {
        return programs;
    }

    /** Where the logs of the services, Kafka and PostgreSQL are. */
    public Path logs() {
        return logs;
    }

    private static Path directory(String name) {
        try {
            return Files.createDirectories(ROOT.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void wipe(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        destroy();
        kafka.stop();
        postgres.stop();
    }

    private void destroy() {
        programs.close();
        services().forEach(Service::destroy);
        traces.close();
    }
}
