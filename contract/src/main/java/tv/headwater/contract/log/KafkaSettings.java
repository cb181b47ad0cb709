package tv.headwater.contract.log;

import java.util.HashMap;
import java.util.Map;

/**
 * How to reach Kafka; every service has it under {@code headwater.kafka}.
 *
 * @param bootstrapServers comma-separated host:port
 * @param lanes partitions of the media topics when they are created; 16 where 0
 * @param replicationFactor of topics when they are created; 1 where 0
 * @param client further client settings by Kafka's own names, such as those of TLS and SASL
 */
public record KafkaSettings(
        String bootstrapServers, int lanes, short replicationFactor, Map<String, String> client) {

    public KafkaSettings {
        lanes = lanes == 0 ? 16 : lanes;
        replicationFactor = replicationFactor == 0 ? 1 : replicationFactor;
        client = client == null ? Map.of() : Map.copyOf(client);
        if (lanes < 1 || lanes > 10_000) {
            throw new IllegalArgumentException(
                    "headwater.kafka.lanes " + lanes + " is not in 1..10000");
        }
    }

    public static KafkaSettings of(String bootstrapServers) {
        return new KafkaSettings(bootstrapServers, 0, (short) 0, Map.of());
    }

    /** The settings every client shares, with {@code more} on top. */
    public Map<String, Object> client(Map<String, ?> more) {
        var all = new HashMap<String, Object>(client());
        all.put("bootstrap.servers", bootstrapServers);
        // A broker that comes back after an outage is found again at once, not after the default's
        // 30 s.
        all.putIfAbsent("reconnect.backoff.max.ms", "1000");
        all.putIfAbsent("reconnect.backoff.ms", "100");
        all.putAll(more);
        return all;
    }
}
