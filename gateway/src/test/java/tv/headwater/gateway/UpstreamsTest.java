package tv.headwater.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.id.StreamId;

/** Two of each service behind, and then fewer. */
class UpstreamsTest {

    private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);

    private FakeUpstream metadata1;
    private FakeUpstream metadata2;
    private FakeUpstream edge1;
    private FakeUpstream edge2;
    private RunningGateway gateway;

    @BeforeEach
    void start() throws IOException {
        metadata1 = new FakeUpstream("metadata-1");
        metadata2 = new FakeUpstream("metadata-2");
        edge1 = new FakeUpstream("edge-1");
        edge2 = new FakeUpstream("edge-2");
        gateway =
                new RunningGateway(
                        "--headwater.kafka.bootstrap-servers=",
                        "--headwater.front.trusted-proxies=127.0.0.0/8",
                        "--headwater.upstreams.metadata="
                                + metadata1.address()
                                + ","
                                + metadata2.address(),
                        "--headwater.upstreams.edge=" + edge1.address() + "," + edge2.address());
    }

    @AfterEach
    void stop() {
        gateway.close();
        Stream.of(metadata1, metadata2, edge1, edge2).forEach(FakeUpstream::close);
    }

    private String ask(String target) throws IOException {
        var answer = gateway.get(target);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.text();
    }

    @Test
    void takeTurnsForTheApi() throws IOException {
        assertThat(
                        Stream.of(
                                ask("/api/v1/a"),
                                ask("/api/v1/b"),
                                ask("/api/v1/c"),
                                ask("/api/v1/d")))
                .containsExactlyInAnyOrder("metadata-1", "metadata-1", "metadata-2", "metadata-2");
    }

    @Test
    void keepAStreamOnOneEdge() throws IOException {
        for (int i = 0; i < 5; i++) {
            var stream = StreamId.random();
            var edge = ask("/live/" + stream + "/index.m3u8");
            assertThat(ask("/live/" + stream + "/source/1.m4s")).isEqualTo(edge);
            assertThat(ask("/live/" + stream + "/audio/index.m3u8")).isEqualTo(edge);
        }
    }

    @Test
    void answerForOneAnother() throws IOException {
        metadata1.close();
        edge1.close();
        for (int i = 0; i < 4; i++) {
            assertThat(ask("/api/v1/a")).isEqualTo("metadata-2");
            assertThat(ask("/live/" + StreamId.random() + "/index.m3u8")).isEqualTo("edge-2");
        }
    }

    @Test
    void doForOneAnotherWhatNoneHasBegun() throws IOException {
        metadata1.close();
        for (int i = 0; i < 4; i++) {
            var answer = post("/api/v1/a");
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(metadata2.lastRequest().body()).isEqualTo(BODY);
        }
        assertThat(metadata2.requests()).hasSize(4);
    }

    @Test
    void areAskedOnceForWhatOneMayHaveDone() throws IOException {
        var answer = post("/api/v1/dropped");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(Stream.of(metadata1, metadata2).mapToInt(each -> each.requests().size()).sum())
                .isEqualTo(1);
    }

    private RunningGateway.Answer post(String target) throws IOException {
        return gateway.send("POST", target, BODY, "Content-Length: " + BODY.length);
    }

    @Test
    void areMissedWithAProblem() throws IOException {
        metadata1.close();
        metadata2.close();
        edge1.close();
        edge2.close();
        for (var target :
                new String[] {"/api/v1/a", "/live/" + StreamId.random() + "/index.m3u8"}) {
            var answer = gateway.get(target);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.headers())
                    .containsEntry("Content-Type", "application/problem+json")
                    .containsEntry("Retry-After", "2");
            assertThat(answer.code()).isEqualTo("unavailable");
        }
        assertThat(gateway.get("/").status()).isEqualTo(200);
    }

    @Test
    void areFoundAgain() throws IOException {
        var address = edge1.address();
        edge1.close();
        edge2.close();
        assertThat(gateway.get("/live/" + StreamId.random() + "/index.m3u8").status())
                .isEqualTo(503);
        edge1 = new FakeUpstream("edge-1", address.getPort());
        assertThat(ask("/live/" + StreamId.random() + "/index.m3u8")).isEqualTo("edge-1");
    }

    @Test
    void hearWhatATrustedProxySays() throws IOException {
        var answer =
                gateway.get(
                        "/api/v1/a",
                        "X-Forwarded-For: 203.0.113.9",
                        "X-Forwarded-Host: live.example.com",
                        "X-Forwarded-Proto: https");
        assertThat(answer.headers()).containsEntry("Strict-Transport-Security", "max-age=31536000");
        var asked = Stream.of(metadata1, metadata2).flatMap(m -> m.requests().stream()).toList();
        assertThat(asked).hasSize(1);
        assertThat(asked.getFirst().headers())
                .containsEntry("X-Forwarded-For", "203.0.113.9")
                .containsEntry("X-Forwarded-Host", "live.example.com")
                .containsEntry("X-Forwarded-Proto", "https")
                .containsEntry("X-Forwarded-Port", "443");
    }
}
