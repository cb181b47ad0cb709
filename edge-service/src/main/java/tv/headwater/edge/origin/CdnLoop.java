package tv.headwater.edge.origin;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The CDN-Loop header (RFC 8586): who has passed a request on already.
 *
 * @param nodes ids without their parameters, the first one first
 */
record CdnLoop(List<String> nodes) {

    static final String HEADER = "CDN-Loop";

    /** No sensible tree of edges is deeper. */
    static final int MAX_NODES = 8;

    CdnLoop {
        nodes = List.copyOf(nodes);
    }

    static CdnLoop parse(@Nullable String header) {
        return new CdnLoop(
                header == null
                        ? List.of()
                        : Arrays.stream(header.split(",", -1))
                                .map(each -> each.split(";", 2)[0].strip())
                                .filter(each -> !each.isEmpty())
                                .limit(MAX_NODES + 1)
                                .toList());
    }

    /** Whether {@code node} has passed it on before, or too many have. */
    boolean isLoop(String node) {
        return nodes.contains(node) || nodes.size() >= MAX_NODES;
    }

    /** What {@code node} sends on. */
    String with(String node) {
        return nodes.isEmpty() ? node : String.join(", ", nodes) + ", " + node;
    }
}
