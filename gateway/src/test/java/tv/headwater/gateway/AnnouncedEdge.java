package tv.headwater.gateway;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.log.NodeBeatsTopic;
import tv.headwater.contract.node.NodeRole;
import tv.headwater.contract.node.NodeStatus;

/** The beats of an edge. */
final class AnnouncedEdge implements AutoCloseable {

    private record Said(@Nullable String publicUrl, double load, boolean draining) {}

    private final String id;
    private final URI address;
    private final NodeBeatsTopic beats;
    private volatile Said said;

    AnnouncedEdge(KafkaSettings kafka, String id, URI address, @Nullable String publicUrl) {
        this.id = id;
        this.address = address;
        this.said = new Said(publicUrl, 0, false);
        this.beats = new NodeBeatsTopic(kafka, this::status);
        beats.announce();
    }

    void say(@Nullable String publicUrl) {
        say(new Said(publicUrl, said.load(), said.draining()));
    }

    void sayLoad(double load) {
        say(new Said(said.publicUrl(), load, said.draining()));
    }

    void sayDraining() {
        say(new Said(said.publicUrl(), said.load(), true));
    }

    private void say(Said now) {
        said = now;
        beats.announce();
    }

    private NodeStatus status() {
        var now = said;
        return new NodeStatus(
                new NodeId(id),
                NodeRole.EDGE,
                "1",
                address,
                now.publicUrl(),
                Instant.EPOCH,
                Instant.now(),
                now.load(),
                20_000.0,
                now.draining(),
                false,
                List.of(),
                List.of());
    }

    @Override
    public void close() {
        beats.close();
    }
}
