package tv.headwater.gateway.cluster;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Up once the nodes are known; part of readiness. */
@Component
final class ClusterHealthIndicator implements HealthIndicator {

    private final Cluster cluster;

    ClusterHealthIndicator(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public Health health() {
        return cluster.isKnown()
                ? Health.up().build()
                : Health.outOfService()
                        .withDetail("reason", "the topic nodes has not been read yet")
                        .build();
    }
}
