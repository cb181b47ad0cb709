package tv.headwater.edge.origin;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.node.NodeRole;
import tv.headwater.contract.node.NodeStatus;
import tv.headwater.contract.node.Nodes;

/**
 * Whom to ask for a stream, in which order. First the live packagers that hold it, then those that held it when they were
 * last heard (when the log is away all fall silent at once and go on serving), then configured origins; an edge that has parents
 * asks those alone. Within each group
 * every edge has its own favourite per stream, always the same one, so an origin sees a stream's objects and not a
 * half of them.
 */
final class Candidates {

    /** More would make a viewer wait for nothing. */
    static final int MAX = 3;

    /** How long after its last beat a packager may still be asked. */
    private static final Duration SILENT = Duration.ofMinutes(2);

    private final Nodes nodes;
    private final List<Candidate> configured;
    private final List<Candidate> parents;

    /**
     * One origin.
     *
     * @param name for metrics and its circuit breaker
     */
    record Candidate(String name, URI baseUrl) {}

    /** @param parents edges that are asked instead of anybody else; none where packagers are */
    Candidates(Nodes nodes, List<URI> configured, List<URI> parents) {
        this.nodes = nodes;
        this.configured = candidates(configured);
        this.parents = candidates(parents);
    }

    private static List<Candidate> candidates(List<URI> urls) {
        return urls.stream().map(url -> new Candidate(url.getAuthority(), url)).toList();
    }

    /** Those that hold {@code streamId} or may; empty if nobody is known to. */
    List<Candidate> holding(StreamId streamId) {
        if (!parents.isEmpty()) {
            return parents.stream().sorted(byRank(streamId)).limit(MAX).toList();
        }
        var ordered = new LinkedHashMap<URI, Candidate>();
        var live = favouritesFirst(streamId, nodes.holding(NodeRole.PACKAGER, streamId).stream());
        var silent =
                nodes.silent(NodeRole.PACKAGER, SILENT).stream()
                        .filter(node -> node.holds(streamId))
                        .map(Candidates::candidate);
        var fixed = configured.stream().sorted(byRank(streamId));
        Stream.of(live, silent, fixed)
                .flatMap(group -> group)
                .forEach(candidate -> ordered.putIfAbsent(candidate.baseUrl(), candidate));
        return ordered.values().stream().limit(MAX).toList();
    }

    /** One live packager that may know a stream nobody announces yet; empty if none is live. */
    List<Candidate> guess(StreamId streamId) {
        return favouritesFirst(streamId, nodes.live(NodeRole.PACKAGER).stream()).limit(1).toList();
    }

    private static Stream<Candidate> favouritesFirst(StreamId streamId, Stream<NodeStatus> group) {
        var willing = new ArrayList<Candidate>();
        var draining = new ArrayList<Candidate>();
        group.forEach(node -> (node.draining() ? draining : willing).add(candidate(node)));
        return Stream.concat(
                willing.stream().sorted(byRank(streamId)),
                draining.stream().sorted(byRank(streamId)));
    }

    private static Candidate candidate(NodeStatus node) {
        return new Candidate(node.nodeId().value(), node.baseUrl());
    }

    /** Rendezvous hashing: taking one origin away moves only its own streams. */
    private static Comparator<Candidate> byRank(StreamId streamId) {
        return Comparator.comparingLong(candidate -> rank(streamId, candidate.name()));
    }

    private static long rank(StreamId streamId, String name) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : (streamId + "/" + name).getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ b) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }
}
