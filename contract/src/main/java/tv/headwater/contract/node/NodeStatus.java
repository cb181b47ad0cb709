package tv.headwater.contract.node;

import com.fasterxml.jackson.annotation.JsonInclude;
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
 * @param capacity what {@code load} is a share of: of a transcoder in encoder-seconds per second, of an edge in connections; null
 *     for other roles, and where it is not said
 * @param draining it finishes what it has and wants nothing new
 * @param leaving its last word: it is shutting down
 * @param lanes a transcoder has; none for other roles
 * @param holds the streams it ingests, transcodes or serves
 * @param socketUrl where other services reach its WebSockets, which chat has on a port of their own; null for other roles
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
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double capacity,
        boolean draining,
        boolean leaving,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Integer> lanes,
        List<Held> holds,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable URI socketUrl) {

    public NodeStatus {
        lanes = lanes == null ? List.of() : List.copyOf(lanes);
        holds = List.copyOf(holds);
    }

    /** A node without WebSockets. */
    public NodeStatus(
            NodeId nodeId,
            NodeRole role,
            String version,
            URI baseUrl,
            @Nullable String publicUrl,
            Instant startedAt,
            Instant at,
            double load,
            @Nullable Double capacity,
            boolean draining,
            boolean leaving,
            List<Integer> lanes,
            List<Held> holds) {
        this(
                nodeId, role, version, baseUrl, publicUrl, startedAt, at, load, capacity, draining,
                leaving, lanes, holds, null);
    }

    /** A node of a role that has no lanes. */
    public NodeStatus(
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
        this(
                nodeId, role, version, baseUrl, publicUrl, startedAt, at, load, null, draining,
                leaving, List.of(), holds);
    }

    /** A transcoder that does not say its capacity. */
    public NodeStatus(
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
            List<Integer> lanes,
            List<Held> holds) {
        this(
                nodeId, role, version, baseUrl, publicUrl, startedAt, at, load, null, draining,
                leaving, lanes, holds);
    }

    /** The same node, with its last word said. */
    public NodeStatus left() {
        return new NodeStatus(
                nodeId, role, version, baseUrl, publicUrl, startedAt, at, load, capacity, true,
                true, lanes, holds, socketUrl);
    }

    /**
     * A stream the node holds.
     *
     * @param epoch the session an ingest runs, null for other roles
     * @param lastMediaAt when an ingest last had media from the publisher, null for other roles
     * @param source what comes from the publisher, null for other roles than ingest
     * @param ladder how the transcode goes, null for other roles than transcoder
     */
    public record Held(
            StreamId streamId,
            @Nullable Long epoch,
            @Nullable Instant lastMediaAt,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable SourceHealth source,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable LadderHealth ladder) {

        public static Held of(StreamId streamId) {
            return new Held(streamId, null, null, null, null);
        }

        /** By a transcoder. */
        public static Held of(StreamId streamId, LadderHealth ladder) {
            return new Held(streamId, null, null, null, ladder);
        }
    }

    /**
     * Whether a transcoder could take on a stream as well. One that has nothing to do takes whatever comes.
     *
     * @param cost of the stream, in encoder-seconds per second
     * @param usualCapacity of a transcoder that does not say its own
     */
    public boolean hasRoom(double cost, double usualCapacity) {
        double all = capacity == null ? usualCapacity : capacity;
        return !draining && (load == 0 || load + cost / all <= 1);
    }

    public boolean holds(StreamId streamId) {
        return holds.stream().anyMatch(held -> held.streamId().equals(streamId));
    }
}
