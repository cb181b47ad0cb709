package tv.headwater.edge.node;

import java.util.Map;
import java.util.function.BooleanSupplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Up once the edge has read its topics: before that it would call every stream unknown, and let nobody play. */
public final class TopicsReadiness implements HealthIndicator {

    private final Map<String, BooleanSupplier> caughtUp;

    /** @param caughtUp whether each thing it must know has been read, by its name */
    public TopicsReadiness(Map<String, BooleanSupplier> caughtUp) {
        this.caughtUp = Map.copyOf(caughtUp);
    }

    @Override
    public Health health() {
        var unread =
                caughtUp.entrySet().stream()
                        .filter(each -> !each.getValue().getAsBoolean())
                        .map(Map.Entry::getKey)
                        .sorted()
                        .toList();
        var health = unread.isEmpty() ? Health.up() : Health.outOfService();
        unread.forEach(name -> health.withDetail(name, "not read yet"));
        return health.build();
    }
}
