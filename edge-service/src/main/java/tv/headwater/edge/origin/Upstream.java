package tv.headwater.edge.origin;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.StreamId;
import tv.headwater.mediahttp.MediaRequest;

/**
 * Whom this edge asks, and what it tells them.
 *
 * @param self this edge
 * @param packagers base URLs of packagers that are asked even if nobody announces them
 * @param parents base URLs of edges that are asked instead of packagers; none where packagers are asked
 * @param signed which streams parents want a token for
 */
public record Upstream(
        NodeId self, List<URI> packagers, List<URI> parents, Predicate<StreamId> signed) {

    public Upstream {
        packagers = List.copyOf(packagers);
        parents = List.copyOf(parents);
    }

    /** Packagers serve whoever reaches them. A parent is told who passes the request on and, where it must know, for whom. */
    Map<String, String> headers(MediaRequest request) {
        if (parents.isEmpty()) {
            return Map.of();
        }
        var headers = new LinkedHashMap<String, String>();
        headers.put(CdnLoop.HEADER, CdnLoop.parse(request.asker().cdnLoop()).with(self.value()));
        var token = request.asker().token();
        if (token != null && signed.test(request.path().streamId())) {
            headers.put("Authorization", "Bearer " + token);
        }
        return headers;
    }
}
