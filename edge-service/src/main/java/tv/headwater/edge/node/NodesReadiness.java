package tv.headwater.edge.node;

import java.util.function.BooleanSupplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Up once the edge knows the cluster: before that it would call every stream unknown. */
public final class NodesReadiness implements HealthIndicator {

    private final BooleanSupplier caughtUp;

    public NodesReadiness(BooleanSupplier caughtUp) {
        this.caughtUp = caughtUp;
    }

    @Override
    public Health health() {
        return caughtUp.getAsBoolean()
                ? Health.up().build()
                : Health.outOfService().withDetail("nodes", "not read yet").build();
    }
}
