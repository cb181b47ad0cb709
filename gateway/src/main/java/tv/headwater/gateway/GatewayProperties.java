package tv.headwater.gateway;

import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.log.KafkaSettings;

/**
 * All of {@code headwater.*}; {@code gateway.yml} lists every key.
 *
 * @param kafka an empty {@code bootstrap-servers} means a gateway without Kafka, which needs both lists of {@code upstreams}
 */
@Validated
@ConfigurationProperties(prefix = "headwater", ignoreUnknownFields = false)
public record GatewayProperties(
        @NotNull KafkaSettings kafka,
        @NotNull Node node,
        @Valid @DefaultValue Front front,
        @Valid @DefaultValue Upstreams upstreams,
        @Valid @DefaultValue Steering steering,
        @Valid @DefaultValue Limits limits,
        @Valid @DefaultValue Pages pages) {

    public GatewayProperties {
        if (kafka.bootstrapServers().isBlank()
                && (upstreams.metadata().isEmpty() || upstreams.edge().isEmpty())) {
            throw new IllegalArgumentException(
                    "headwater.kafka.bootstrap-servers is empty, so headwater.upstreams.metadata and"
                            + " headwater.upstreams.edge must be given");
        }
    }

    /** Whether the cluster is known from Kafka. */
    public boolean hasKafka() {
        return !kafka.bootstrapServers().isBlank();
    }

    /** How this node is announced. */
    public record Node(NodeId id, URI baseUrl, @Nullable String publicUrl) {}

    /**
     * @param trustedProxies addresses or CIDR ranges whose {@code X-Forwarded-*} is believed
     * @param roomOrigins of pages that may open a WebSocket to a room, beside the gateway's own
     * @param maxBody of a request to the API
     * @param requestTimeout from the first byte of a request to the last byte of its head, and again to the last of its body
     * @param writeTimeout how long a reader may take nothing of what is being sent to it
     */
    public record Front(
            @DefaultValue List<String> trustedProxies,
            @DefaultValue List<String> roomOrigins,
            @DefaultValue("64KB") DataSize maxBody,
            @DefaultValue("10s") Duration requestTimeout,
            @DefaultValue("10s") Duration writeTimeout) {

        public Front {
            trustedProxies = List.copyOf(trustedProxies);
            roomOrigins = List.copyOf(roomOrigins);
        }
    }

    /**
     * @param metadata addresses used instead of the nodes known from Kafka
     * @param edge likewise
     * @param apiTimeout until metadata-service begins to answer
     * @param mediaTimeout until an edge begins to answer; playlists may be held
     * @param retryAfter told to callers when nobody answers
     */
    public record Upstreams(
            @DefaultValue List<URI> metadata,
            @DefaultValue List<URI> edge,
            @DefaultValue("1s") Duration connectTimeout,
            @DefaultValue("10s") Duration apiTimeout,
            @DefaultValue("30s") Duration mediaTimeout,
            @DefaultValue("2s") Duration retryAfter) {

        public Upstreams {
            metadata = List.copyOf(metadata);
            edge = List.copyOf(edge);
        }
    }

    /**
     * Which edge a viewer gets, and whether viewers are sent there.
     *
     * @param enabled whether viewers are sent to the edges' public URLs; otherwise all media passes through the gateway
     * @param ttl after which players ask again which edges there are
     * @param balance how many times its fair share of all connections an edge may have
     * @param idle share of its capacity that an edge fills before viewers of its streams get another
     * @param usualCapacity of an edge that does not say its own, in connections
     * @param maxPathways edges that a playlist names
     * @param maxPlaylist of a multivariant playlist
     */
    public record Steering(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("10s") Duration ttl,
            @DefaultValue("1.25") @DecimalMin(value = "1", inclusive = false) double balance,
            @DefaultValue("0.05") @DecimalMin("0") @DecimalMax("1") double idle,
            @DefaultValue("20000") @Min(1) int usualCapacity,
            @DefaultValue("4") @Min(1) int maxPathways,
            @DefaultValue("256KB") DataSize maxPlaylist) {}

    /**
     * How often one caller may ask; by its address, of IPv6 the /64, and by what it shows to be let in.
     *
     * @param maxKeys addresses and likewise credentials that each limit remembers
     */
    public record Limits(
            @Valid Rate apiPerAddress,
            @Valid Rate apiPerCredential,
            @Valid Rate mediaPerAddress,
            @Valid Rate mediaPerCredential,
            @DefaultValue("100000") @Min(1) int maxKeys) {

        public Limits {
            apiPerAddress = apiPerAddress == null ? new Rate(50, 100) : apiPerAddress;
            apiPerCredential = apiPerCredential == null ? new Rate(50, 100) : apiPerCredential;
            mediaPerAddress = mediaPerAddress == null ? new Rate(400, 800) : mediaPerAddress;
            mediaPerCredential =
                    mediaPerCredential == null ? new Rate(100, 200) : mediaPerCredential;
        }
    }

    /**
     * @param rate requests a second; 0 for no limit
     * @param burst requests at once
     */
    public record Rate(@Min(0) int rate, @Min(0) int burst) {

        public Rate {
            if (rate > 0 && burst < 1) {
                throw new IllegalArgumentException(
                        "rate " + rate + " needs a burst of 1 or more, not " + burst);
            }
        }
    }

    /**
     * @param connectSources what pages may connect to besides their own origin, in the words of CSP: {@code wss:}, {@code
     *     https://edge.example.com}
     * @param mediaSources likewise for players that are given media URLs directly
     */
    public record Pages(
            @DefaultValue({"ws:", "wss:"}) List<String> connectSources,
            @DefaultValue List<String> mediaSources) {

        private static final String SOURCE = "[a-z]+:|(https?|wss?)://[A-Za-z0-9.*-]+(:[0-9*]+)?";

        public Pages {
            connectSources = checked(connectSources);
            mediaSources = checked(mediaSources);
        }

        private static List<String> checked(List<String> sources) {
            for (var source : sources) {
                if (!source.matches(SOURCE)) {
                    throw new IllegalArgumentException(
                            "'" + source + "' is neither a scheme nor an origin");
                }
            }
            return List.copyOf(sources);
        }
    }
}
