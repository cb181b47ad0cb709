package tv.headwater.standalone.context;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tv.headwater.chat.ChatService;
import tv.headwater.edge.EdgeService;
import tv.headwater.gateway.Gateway;
import tv.headwater.ingest.IngestService;
import tv.headwater.metadata.MetadataService;
import tv.headwater.packager.PackagerService;
import tv.headwater.standalone.instance.Ports;
import tv.headwater.transcode.TranscodeService;

/** The services of one installation, told where everything is, and how much of the one heap each may fill. */
public record Services(
        ServiceContext metadata,
        ServiceContext ingest,
        ServiceContext packager,
        ServiceContext transcoder,
        ServiceContext edge,
        ServiceContext chat,
        ServiceContext gateway) {

    /** There is no other node that anybody could go to meanwhile. */
    private static final String NO_DRAIN = "0s";

    /** Of the processors; the rest is for everything else on this machine. */
    private static final double TRANSCODER_SHARE = 0.6;

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    /**
     * Where the services find what they stand on.
     *
     * @param kafka {@code bootstrap.servers}
     * @param dvr where segments lie that viewers may go back to
     * @param natives where FFmpeg's libraries are unpacked
     * @param adminPassword the first admin's; null to have one generated into {@code adminPasswordFile}
     */
    public record Ground(
            Ports ports,
            String kafka,
            String jdbcUrl,
            String databaseUser,
            String databasePassword,
            Path dvr,
            Path natives,
            Path adminPasswordFile,
            @Nullable String adminPassword) {

        @Override
        public String toString() {
            return "Ground[" + jdbcUrl + ", " + kafka + "]";
        }
    }

    public static Services on(Ground ground) {
        var ports = ground.ports();
        return new Services(
                new ServiceContext(
                        "metadata",
                        ports.metadataManagement(),
                        MetadataService::application,
                        Neighbours.OF_METADATA,
                        metadata(ground)),
                new ServiceContext(
                        "ingest",
                        ports.ingestManagement(),
                        IngestService::application,
                        Neighbours.OF_MEDIA,
                        ingest(ground)),
                new ServiceContext(
                        "packager",
                        ports.packagerManagement(),
                        PackagerService::application,
                        Neighbours.OF_MEDIA,
                        packager(ground)),
                new ServiceContext(
                        "transcoder",
                        ports.transcoderManagement(),
                        TranscodeService::application,
                        Neighbours.OF_MEDIA,
                        transcoder(ground)),
                new ServiceContext(
                        "edge",
                        ports.edgeManagement(),
                        EdgeService::application,
                        Neighbours.OF_EDGE,
                        edge(ground)),
                new ServiceContext(
                        "chat",
                        ports.chatManagement(),
                        ChatService::application,
                        Neighbours.OF_CHAT,
                        chat(ground)),
                new ServiceContext(
                        "gateway",
                        ports.gatewayManagement(),
                        Gateway::application,
                        Neighbours.OF_GATEWAY,
                        gateway(ground)));
    }

    /** The slowest first, and the gateway after what it leads to, so that nobody comes in before there is something to see. */
    public List<ServiceContext> inStartingOrder() {
        return List.of(metadata, packager, ingest, edge, chat, gateway, transcoder);
    }

    /** In the order in which they are to be stopped: first who takes media in, and who encodes it before who serves it. */
    public List<ServiceContext> inStoppingOrder() {
        return List.of(ingest, transcoder, edge, packager, chat, gateway, metadata);
    }

    private static Map<String, String> metadata(Ground ground) {
        var settings = new HashMap<>(common(ground, ground.ports().metadataManagement()));
        settings.put("server.port", port(ground.ports().metadata()));
        settings.put("headwater.node.base-url", loopback(ground.ports().metadata()));
        settings.put("headwater.node.drain", NO_DRAIN);
        settings.put(
                "headwater.public.rtmp-url", "rtmp://{host}:" + ground.ports().rtmp() + "/live");
        settings.put("headwater.admin.password-file", ground.adminPasswordFile().toString());
        database(ground, settings);
        if (ground.adminPassword() != null) {
            settings.put("headwater.admin.password", ground.adminPassword());
        }
        return settings;
    }

    private static Map<String, String> ingest(Ground ground) {
        var settings = new HashMap<>(common(ground, ground.ports().ingestManagement()));
        settings.put("server.port", port(ground.ports().ingestManagement()));
        settings.put("headwater.node.base-url", loopback(ground.ports().ingestManagement()));
        settings.put("headwater.node.public-url", "rtmp://{host}:" + ground.ports().rtmp());
        settings.put("headwater.rtmp.port", port(ground.ports().rtmp()));
        settings.put("headwater.metadata.base-url", loopback(ground.ports().metadata()));
        settings.put("headwater.sessions.unsent-total", "128MB");
        return settings;
    }

    private static Map<String, String> packager(Ground ground) {
        var settings = new HashMap<>(common(ground, ground.ports().packagerManagement()));
        settings.put("server.port", port(ground.ports().packagerManagement()));
        settings.put("headwater.node.base-url", loopback(ground.ports().packager()));
        settings.put("headwater.http.port", port(ground.ports().packager()));
        settings.put("headwater.memory-limit", "256MB");
        settings.put("headwater.dvr.directory", ground.dvr().toString());
        settings.put("headwater.dvr.max-size", "20GB");
        settings.put("headwater.dvr.queue-size", "32MB");
        return settings;
    }

    private static Map<String, String> transcoder(Ground ground) {
        var settings = new HashMap<>(common(ground, ground.ports().transcoderManagement()));
        settings.put("server.port", port(ground.ports().transcoderManagement()));
        settings.put("headwater.node.base-url", loopback(ground.ports().transcoderManagement()));
        settings.put("headwater.worker.library-cache", ground.natives().toString());
        settings.put("headwater.transcode.capacity", String.valueOf(TRANSCODER_SHARE * PROCESSORS));
        return settings;
    }

    private static Map<String, String> edge(Ground ground) {
        var settings = new HashMap<>(common(ground, ground.ports().edgeManagement()));
        settings.put("server.port", port(ground.ports().edgeManagement()));
        settings.put("headwater.node.base-url", loopback(ground.ports().edge()));
        settings.put("headwater.node.public-url", "http://{host}:" + ground.ports().edge());
        settings.put("headwater.http.port", port(ground.ports().edge()));
        settings.put("headwater.cache.size", "128MB");
        settings.put("headwater.node.drain", NO_DRAIN);
        return settings;
    }

    private static Map<String, String> chat(Ground ground) {
        var settings = new HashMap<>(common(ground, ground.ports().chatManagement()));
        settings.put("server.port", port(ground.ports().chat()));
        settings.put("headwater.node.base-url", loopback(ground.ports().chat()));
        settings.put("headwater.node.drain", NO_DRAIN);
        settings.put("headwater.node.socket-url", loopback(ground.ports().chatSockets()));
        settings.put("headwater.socket.port", port(ground.ports().chatSockets()));
        settings.put("headwater.metadata-url", loopback(ground.ports().metadata()));
        database(ground, settings);
        return settings;
    }

    private static void database(Ground ground, Map<String, String> settings) {
        settings.put("spring.datasource.url", ground.jdbcUrl());
        settings.put("spring.datasource.username", ground.databaseUser());
        settings.put("spring.datasource.password", ground.databasePassword());
    }

    private static Map<String, String> gateway(Ground ground) {
        var settings = new HashMap<>(common(ground, ground.ports().gatewayManagement()));
        settings.put("server.port", port(ground.ports().gateway()));
        settings.put("headwater.node.base-url", loopback(ground.ports().gateway()));
        settings.put("headwater.node.public-url", "http://{host}:" + ground.ports().gateway());
        return settings;
    }

    private static Map<String, String> common(Ground ground, int managementPort) {
        return Map.of(
                "headwater.kafka.bootstrap-servers", ground.kafka(),
                "management.server.port", port(managementPort));
    }

    private static String port(int port) {
        return Integer.toString(port);
    }

    private static String loopback(int port) {
        return "http://127.0.0.1:" + port;
    }
}
