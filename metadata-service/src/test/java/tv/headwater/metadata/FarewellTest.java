package tv.headwater.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.log.Topics;
import tv.headwater.contract.node.NodeStatus;

class FarewellTest {

    private static final String NODE = "metadata-leaving";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final TestCluster cluster = TestCluster.get();

    @Test
    void saysThatItLeavesWhileItStillAnswers() throws InterruptedException {
        var service =
                cluster.start(Map.of("headwater.node.id", NODE, "headwater.node.drain", "10m"));
        var http = new Http("http://localhost:" + TestCluster.port(service));
        awaitBeat(status -> !status.leaving());

        var closing = Thread.ofPlatform().start(service::close);
        awaitBeat(NodeStatus::leaving);
        assertThat(http.get("/.well-known/jwks.json").status()).isEqualTo(200);

        // As if its drain were over.
        closing.interrupt();
        closing.join(PATIENCE);
        assertThat(closing.isAlive()).isFalse();
    }

    private void awaitBeat(Predicate<NodeStatus> such) {
        LogReader.of(cluster.settings(), Topics.NODES, NODE, PATIENCE)
                .until(NodeStatus.class, such);
    }
}
