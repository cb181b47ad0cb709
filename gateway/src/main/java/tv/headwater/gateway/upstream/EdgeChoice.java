package tv.headwater.gateway.upstream;

import java.util.List;
import org.springframework.cloud.client.ServiceInstance;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.gateway.edge.Edges;

/** The edge that {@link Edges} chooses, the same for all of a stream as long as it has room. */
final class EdgeChoice implements Choice {

    private final Edges edges;

    EdgeChoice(Edges edges) {
        this.edges = edges;
    }

    @Override
    public ServiceInstance among(List<ServiceInstance> instances, String path) {
        var mediaPath = MediaPath.parse(path);
        if (mediaPath == null) {
            throw new IllegalArgumentException("the path is no media path");
        }
        var id =
                edges.choose(
                        mediaPath.streamId(),
                        instances.stream().map(Upstreams::id).toList(),
                        isStart(mediaPath));
        return instances.stream()
                .filter(instance -> Upstreams.id(instance).equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** What a player asks for once; all else it asks for as long as it plays. */
    private static boolean isStart(MediaPath path) {
        return path instanceof MediaPath.MultivariantPlaylist
                || path instanceof MediaPath.TransportMultivariantPlaylist;
    }
}
