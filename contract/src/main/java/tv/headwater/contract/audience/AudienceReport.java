package tv.headwater.contract.audience;

import java.time.Instant;
import java.util.List;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.StreamId;

/**
 * Who watches what at one edge, on the topic {@code audience}: each {@link Audience#REPORT}, all viewers of the streams it names.
 * An edge with many viewers sends several reports, each with other streams. A stream nobody watches any more is reported once with
 * no viewers.
 */
public record AudienceReport(NodeId nodeId, Instant at, List<Present> streams) {

    public AudienceReport {
        streams = List.copyOf(streams);
    }

    /** Everyone who is there at one edge. */
    public record Present(StreamId streamId, ViewerSet viewers) {}
}
