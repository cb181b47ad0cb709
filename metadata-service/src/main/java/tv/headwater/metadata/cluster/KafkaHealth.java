package tv.headwater.metadata.cluster;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** {@code kafka} in the readiness group. */
@Component("kafka")
final class KafkaHealth implements HealthIndicator {

    private final LogTopics topics;

    KafkaHealth(LogTopics topics) {
        this.topics = topics;
    }

    @Override
    public Health health() {
        return topics.isReachable() ? Health.up().build() : Health.down().build();
    }
}
