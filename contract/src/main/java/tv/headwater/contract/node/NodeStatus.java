package tv.headwater.contract.node;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.StreamId;

/**
 * One beat of one node on the topic {@code nodes}.
 *
 * @param baseUrl where other services reach it, without a trailing slash
 * @param publicUrl where viewers or publishers reach it, if they do; may hold {@code {host}}
 * @param startedAt when this process started, which tells a restart
 * @param at when the beat was sent
 * @param load 0 (idle) to 1 (full)
 * @param draining it finishes what it has and wants nothing new
 * @param leaving its last word: it is shutting down
 * @param holds the streams it ingests or serves
 */
public record NodeStatus(
        NodeId nodeId,
        NodeRole role,
        String version,
        URI baseUrl,
        @Nullable String publicUrl,
        Instant startedAt,
        Instant at,
        double load,
        boolean draining,
        boolean leaving,
        List<Held> holds) {

    public NodeStatus {
        holds = List.copyOf(holds);
    }

    /**
     * A stream the node holds.
     *
     * @param epoch the session an ingest runs, null for other roles
     * @param lastMediaAt when an ingest last had media from the publisher, null for other roles
     */
    public record Held(StreamId streamId, @Nullable Long epoch, @Nullable Instant lastMediaAt) {

        public static Held of(StreamId streamId) {
            return new Held(streamId, null, null);
        }
    }

    public boolean holds(StreamId streamId) {
        return holds.stream().anyMatch(held -> held.streamId().equals(streamId));
    }
}
