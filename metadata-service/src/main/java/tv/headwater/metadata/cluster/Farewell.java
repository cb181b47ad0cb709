package tv.headwater.metadata.cluster;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tv.headwater.metadata.MetadataProperties;

/**
 * The first thing that happens on shutdown: the node says that it leaves and goes on answering until gateways ask others. It comes
 * before the listener closes, which refuses whoever has not heard.
 */
@Component
final class Farewell implements SmartLifecycle {

    private final Cluster cluster;
    private final MetadataProperties.Node node;
    private final CountDownLatch never = new CountDownLatch(1);
    private volatile boolean running;

    Farewell(Cluster cluster, MetadataProperties properties) {
        this.cluster = cluster;
        this.node = properties.node();
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        cluster.leave();
        try {
            never.await(node.drain().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
