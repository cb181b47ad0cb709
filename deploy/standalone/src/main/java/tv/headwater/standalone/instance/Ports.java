package tv.headwater.standalone.instance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Every port of one installation, all of them {@code offset} above their usual numbers.
 *
 * @param offset 0 to {@link #MAX_OFFSET}
 */
public record Ports(int offset) {

    public static final int MAX_OFFSET = 46_000;

    /** The one port above 8080 that browsers refuse to open (Fetch standard, port blocking). */
    private static final int REFUSED_BY_BROWSERS = 10_080;

    public Ports {
        if (offset < 0 || offset > MAX_OFFSET) {
            throw new IllegalArgumentException("offset " + offset + " is not in 0.." + MAX_OFFSET);
        }
    }

    /** A port and what it is for. */
    record Use(int port, String what, boolean loopback) {}

    public int gateway() {
        return 8080 + offset;
    }

    public int rtmp() {
        return 1935 + offset;
    }

    public int edge() {
        return 8090 + offset;
    }

    public int metadata() {
        return 8081 + offset;
    }

    public int packager() {
        return 8082 + offset;
    }

    public int chatSockets() {
        return 8083 + offset;
    }

    public int chat() {
        return 8084 + offset;
    }

    public int gatewayManagement() {
        return 9080 + offset;
    }

    public int metadataManagement() {
        return 9081 + offset;
    }

    public int packagerManagement() {
        return 9082 + offset;
    }

    public int ingestManagement() {
        return 9083 + offset;
    }

    public int transcoderManagement() {
        return 9084 + offset;
    }

    public int chatManagement() {
        return 9085 + offset;
    }

    public int edgeManagement() {
        return 9090 + offset;
    }

    public int postgres() {
        return 15_432 + offset;
    }

    public int kafka() {
        return 19_092 + offset;
    }

    public int kafkaController() {
        return 19_093 + offset;
    }

    /** What browsers would open in vain, as a clause such as {@code the gateway on port 10080}; empty if there is nothing. */
    public Optional<String> refusedByBrowsers() {
        if (gateway() == REFUSED_BY_BROWSERS) {
            return Optional.of("the gateway on port " + gateway());
        }
        return edge() == REFUSED_BY_BROWSERS
                ? Optional.of("the edge on port " + edge())
                : Optional.empty();
    }

    private List<Use> uses() {
        return List.of(
                new Use(gateway(), "gateway: web page and API", false),
                new Use(rtmp(), "ingest: RTMP", false),
                new Use(edge(), "edge: media", false),
                new Use(metadata(), "metadata", true),
                new Use(packager(), "packager", true),
                new Use(chatSockets(), "chat's WebSockets", true),
                new Use(chat(), "chat", true),
                new Use(gatewayManagement(), "gateway's health", true),
                new Use(metadataManagement(), "metadata's health", true),
                new Use(packagerManagement(), "packager's health", true),
                new Use(ingestManagement(), "ingest's health", true),
                new Use(transcoderManagement(), "transcoder's health", true),
                new Use(chatManagement(), "chat's health", true),
                new Use(edgeManagement(), "edge's health", true),
                new Use(postgres(), "PostgreSQL", true),
                new Use(kafka(), "Kafka", true),
                new Use(kafkaController(), "Kafka's controller", true));
    }

    /**
     * Makes sure that nobody holds a port that is needed.
     *
     * @throws IOException with a sentence naming every port that is taken, what it is for, and the way out
     */
    public void refuseTaken() throws IOException {
        var taken =
                uses().stream()
                        .filter(Ports::isTaken)
                        .map(use -> use.port() + " (" + use.what() + ")")
                        .collect(Collectors.joining(", "));
        if (!taken.isEmpty()) {
            throw new IOException(
                    "taken by another program: port "
                            + taken
                            + "; stop that program, or move all of Headwater's ports up by N with"
                            + " --port-offset N");
        }
    }

    private static boolean isTaken(Use use) {
        try (var socket = new ServerSocket()) {
            // What still lingers of closed connections is no obstacle to the servers either.
            socket.setReuseAddress(true);
            socket.bind(
                    use.loopback()
                            ? new InetSocketAddress(InetAddress.getLoopbackAddress(), use.port())
                            : new InetSocketAddress(use.port()));
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
