package tv.headwater.edge.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.live.HlsQuery;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.mediahttp.Asker;
import tv.headwater.mediahttp.MediaRequest;
import tv.headwater.mediahttp.MediaResponse;
import tv.headwater.mediahttp.MediaResponse.Caching;

class CdnLoopTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "-                                          | false | edge-1",
                "''                                         | false | edge-1",
                "edge-2                                     | false | edge-2, edge-1",
                "edge-1                                     | true  | edge-1, edge-1",
                "foo123.foocdn.example, edge-10;abc=123     | false | foo123.foocdn.example, edge-10, edge-1",
                "edge-2 , edge-1;x=y                        | true  | edge-2, edge-1, edge-1",
                "a,b,c,d,e,f,g                              | false | a, b, c, d, e, f, g, edge-1",
                "a,b,c,d,e,f,g,h                            | true  | a, b, c, d, e, f, g, h, edge-1"
            })
    void whoHasPassedItOn(@Nullable String header, boolean loop, String sent) {
        var parsed = CdnLoop.parse(header);
        assertThat(parsed.isLoop("edge-1")).isEqualTo(loop);
        assertThat(parsed.with("edge-1")).isEqualTo(sent);
    }

    @Test
    void aLoopGoesNoFurther() {
        var registry = new SimpleMeterRegistry();
        var passed = new ArrayList<MediaRequest>();
        var media =
                new LoopFreeMedia(
                        new NodeId("edge-1"),
                        request -> {
                            passed.add(request);
                            return CompletableFuture.completedStage(
                                    new MediaResponse.Found(
                                            "video/mp4",
                                            Caching.IMMUTABLE,
                                            ByteBuffer.allocate(1),
                                            Duration.ZERO));
                        },
                        registry);
        var path = MediaPath.parse("/live/abcdefgh01234567/source/5.m4s");
        assertThat(path).isNotNull();
        for (var loop : List.of("edge-2", "edge-1, edge-2")) {
            media.get(
                    new MediaRequest(
                            path, HlsQuery.NONE, new Asker("127.0.0.1", null, null, null, loop)));
        }
        assertThat(passed).extracting(each -> each.asker().cdnLoop()).containsExactly("edge-2");
        assertThat(registry.get("headwater.origin.loops").counter().count()).isEqualTo(1);
    }
}
