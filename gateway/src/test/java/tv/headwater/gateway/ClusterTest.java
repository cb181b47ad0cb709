package tv.headwater.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.log.NodeBeatsTopic;
import tv.headwater.contract.log.NodesTopic;
import tv.headwater.contract.node.NodeRole;
import tv.headwater.contract.node.NodeStatus;

/** The services behind are those that announce themselves on the topic nodes. */
class ClusterTest {

    private static final String PLAYLIST = "/live/abcdefgh12345678/index.m3u8";
    private static final Duration SOON = Duration.ofSeconds(30);

    private static EmbeddedKafkaKraftBroker broker;
    private static KafkaSettings kafka;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        broker = new EmbeddedKafkaKraftBroker(1, 1);
        broker.brokerProperty("auto.create.topics.enable", "false");
        broker.afterPropertiesSet();
        kafka = KafkaSettings.of(broker.getBrokersAsString());
        gateway =
                new RunningGateway(
                        "--headwater.kafka.bootstrap-servers=" + kafka.bootstrapServers(),
                        "--headwater.kafka.lanes=2",
                        "--headwater.node.id=gateway-7");
        await("readiness").atMost(SOON).until(() -> readiness() == 200);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        broker.destroy();
    }

    private static int readiness() throws IOException {
        return RunningGateway.send(
                        gateway.managementPort(), "GET", "/actuator/health/readiness", new byte[0])
                .status();
    }

    private static NodeBeatsTopic announce(String id, NodeRole role, URI address) {
        return new NodeBeatsTopic(
                kafka,
                () ->
                        new NodeStatus(
                                new NodeId(id),
                                role,
                                "1",
                                address,
                                null,
                                Instant.EPOCH,
                                Instant.now(),
                                0,
                                false,
                                false,
                                List.of()));
    }

    @Test
    void announcesItself() throws Exception {
        try (var nodes = new NodesTopic(kafka)) {
            await("the gateway's beat")
                    .atMost(SOON)
                    .until(() -> nodes.nodes().live(new NodeId("gateway-7")).isPresent());
            var status = nodes.nodes().live(new NodeId("gateway-7")).orElseThrow();
            assertThat(status.role()).isEqualTo(NodeRole.GATEWAY);
            assertThat(status.publicUrl()).isEqualTo("http://{host}:8080");
        }
    }

    @Test
    void followsTheNodesThatComeAndGo() throws Exception {
        assertThat(gateway.get(PLAYLIST).status()).isEqualTo(503);
        try (var edge1 = new FakeUpstream("edge-1");
                var edge2 = new FakeUpstream("edge-2")) {
            try (var beats2 = announce("edge-2", NodeRole.EDGE, edge2.address())) {
                await("edge-2").atMost(SOON).until(() -> gateway.get(PLAYLIST).status() == 200);
                assertThat(gateway.get(PLAYLIST).text()).isEqualTo("edge-2");
                beats2.announce();
            }
            try (var beats1 = announce("edge-1", NodeRole.EDGE, edge1.address())) {
                await("edge-1 in the place of edge-2, which left")
                        .atMost(SOON)
                        .until(() -> gateway.get(PLAYLIST).text().equals("edge-1"));
                beats1.announce();
            }
            await("nobody").atMost(SOON).until(() -> gateway.get(PLAYLIST).status() == 503);
        }
    }

    @Test
    void findsMetadata() throws Exception {
        try (var metadata = new FakeUpstream("metadata-1");
                var beats = announce("metadata-1", NodeRole.METADATA, metadata.address())) {
            beats.announce();
            await("metadata-1")
                    .atMost(SOON)
                    .until(() -> gateway.get("/api/v1/x").text().equals("metadata-1"));
        }
    }
}
