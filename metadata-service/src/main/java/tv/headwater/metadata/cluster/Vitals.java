package tv.headwater.metadata.cluster;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.node.LadderHealth;
import tv.headwater.contract.node.NodeRole;
import tv.headwater.contract.node.NodeStatus;
import tv.headwater.contract.node.SourceHealth;

/**
 * What the nodes say of one stream at the moment.
 *
 * @param epoch of the session {@code source} is of
 * @param transcoded whether a transcoder has it
 * @param measuredAt when the newest beat was sent that says any of this
 */
public record Vitals(
        @Nullable Long epoch,
        @Nullable SourceHealth source,
        boolean transcoded,
        @Nullable LadderHealth ladder,
        @Nullable Instant measuredAt) {

    public static final Vitals NONE = new Vitals(null, null, false, null, null);

    /**
     * By stream. Where several nodes have one, the ingest with the newest session counts, and the transcoder that spoke last: a lane
     * that has just moved may still be named by the one that lost it.
     */
    static Map<StreamId, Vitals> of(Collection<NodeStatus> live) {
        var ingests = new HashMap<StreamId, Said>();
        var transcoders = new HashMap<StreamId, Said>();
        for (var node : live) {
            for (var held : node.holds()) {
                var said = new Said(node.at(), held);
                if (node.role() == NodeRole.INGEST && held.epoch() != null) {
                    ingests.merge(held.streamId(), said, Said::ofNewerSession);
                } else if (node.role() == NodeRole.TRANSCODER) {
                    transcoders.merge(held.streamId(), said, Said::later);
                }
            }
        }
        var vitals = new HashMap<StreamId, Vitals>();
        ingests.forEach((id, ingest) -> vitals.put(id, of(ingest, transcoders.get(id))));
        transcoders.forEach((id, transcoder) -> vitals.putIfAbsent(id, of(null, transcoder)));
        return Map.copyOf(vitals);
    }

    private record Said(Instant at, NodeStatus.Held held) {

        private long epoch() {
            return Objects.requireNonNullElse(held.epoch(), 0L);
        }

        private Said ofNewerSession(Said other) {
            return other.epoch() > epoch() ? other : this;
        }

        private Said later(Said other) {
            return other.at.isAfter(at) ? other : this;
        }
    }

    private static Vitals of(@Nullable Said ingest, @Nullable Said transcoder) {
        var measuredAt =
                ingest == null
                        ? (transcoder == null ? null : transcoder.at)
                        : (transcoder == null ? ingest : ingest.later(transcoder)).at;
        return new Vitals(
                ingest == null ? null : ingest.held.epoch(),
                ingest == null ? null : ingest.held.source(),
                transcoder != null,
                transcoder == null ? null : transcoder.held.ladder(),
                measuredAt);
    }
}
