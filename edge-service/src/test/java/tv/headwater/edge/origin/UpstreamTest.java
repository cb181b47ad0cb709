package tv.headwater.edge.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.live.HlsQuery;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.mediahttp.Asker;
import tv.headwater.mediahttp.MediaRequest;

class UpstreamTest {

    private static final StreamId SIGNED = new StreamId("signed0000000000");
    private static final StreamId PUBLIC = new StreamId("public0000000000");
    private static final List<URI> PARENTS = List.of(URI.create("http://parent:8090"));

    private static Upstream upstream(List<URI> parents) {
        return new Upstream(new NodeId("edge-1"), List.of(), parents, SIGNED::equals);
    }

    private static MediaRequest request(
            StreamId streamId, @Nullable String token, @Nullable String cdnLoop) {
        var path = MediaPath.parse("/live/" + streamId + "/source/5.m4s");
        assertThat(path).isNotNull();
        return new MediaRequest(
                path,
                HlsQuery.NONE,
                new Asker("192.0.2.1", token, "0123456789abcdef", "br=1", cdnLoop));
    }

    @Test
    void packagersAreToldNothing() {
        assertThat(upstream(List.of()).headers(request(SIGNED, "a.b.c", "edge-2"))).isEmpty();
    }

    @Test
    void parentsAreToldWhoPassesItOnAndTheTokenWhereTheyMustKnow() {
        var upstream = upstream(PARENTS);
        assertThat(upstream.headers(request(SIGNED, "a.b.c", "edge-2")))
                .isEqualTo(Map.of("CDN-Loop", "edge-2, edge-1", "Authorization", "Bearer a.b.c"));
        assertThat(upstream.headers(request(PUBLIC, "a.b.c", null)))
                .isEqualTo(Map.of("CDN-Loop", "edge-1"));
        assertThat(upstream.headers(request(SIGNED, null, null)))
                .isEqualTo(Map.of("CDN-Loop", "edge-1"));
    }
}
