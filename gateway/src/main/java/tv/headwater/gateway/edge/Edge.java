package tv.headwater.gateway.edge;

import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An edge that may be asked.
 *
 * @param address where the gateway reaches it
 * @param publicUrl where viewers reach it, as it was announced; null if they do not
 * @param capacity in connections
 * @param connections it had when it last said so
 * @param beat when that was
 */
public record Edge(
        String id,
        URI address,
        @Nullable String publicUrl,
        double capacity,
        double connections,
        Instant beat) {}
