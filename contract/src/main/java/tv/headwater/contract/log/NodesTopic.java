package tv.headwater.contract.log;

import java.time.Clock;
import tv.headwater.contract.node.NodeStatus;
import tv.headwater.contract.node.Nodes;

/** Keeps a {@link Nodes} up to date from the topic {@code nodes}. */
public final class NodesTopic implements AutoCloseable {

    private final Nodes nodes = new Nodes(Clock.systemUTC());
    private final TableTopic<NodeStatus> table;

    /** Starts reading. */
    public NodesTopic(KafkaSettings kafka) {
        table =
                new TableTopic<>(
                        kafka,
                        Topics.NODES,
                        NodeStatus.class,
                        (key, status, at, replayed) -> {
                            if (status == null) {
                                return;
                            }
                            if (replayed) {
                                nodes.replay(status, at);
                            } else {
                                nodes.on(status);
                            }
                        });
    }

    public Nodes nodes() {
        return nodes;
    }

    /** Whether what stood in the topic at the start has been read. */
    public boolean isCaughtUp() {
        return table.isCaughtUp();
    }

    @Override
    public void close() {
        table.close();
    }
}
