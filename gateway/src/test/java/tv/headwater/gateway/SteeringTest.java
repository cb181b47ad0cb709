package tv.headwater.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.gateway.RunningGateway.Answer;

/** Two edges that announce where viewers reach them, as a gateway behind no proxy and one behind a trusted one see them. */
@ExtendWith(OutputCaptureExtension.class)
class SteeringTest {

    private static final String STREAM = "abcdefgh12345678";
    private static final String PLAYLIST = "/live/" + STREAM + "/index.m3u8";
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String TOKEN =
            Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(
                                    "{\"typ\":\"play+jwt\"}".getBytes(StandardCharsets.UTF_8))
                    + ".e30.c2VjcmV0";

    private static EmbeddedKafkaKraftBroker broker;
    private static KafkaSettings kafka;
    private static RunningGateway gateway;

    private FakeUpstream edge1;
    private FakeUpstream edge2;
    private AnnouncedEdge announced1;
    private AnnouncedEdge announced2;

    @BeforeAll
    static void start() {
        broker = new EmbeddedKafkaKraftBroker(1, 1);
        broker.brokerProperty("auto.create.topics.enable", "false");
        broker.afterPropertiesSet();
        kafka = KafkaSettings.of(broker.getBrokersAsString());
        gateway =
                new RunningGateway(
                        "--headwater.kafka.bootstrap-servers=" + kafka.bootstrapServers(),
                        "--headwater.kafka.lanes=2",
                        "--headwater.steering.max-playlist=1KB",
                        "--headwater.front.trusted-proxies=127.0.0.1");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        broker.destroy();
    }

    @BeforeEach
    void announce() throws IOException {
        edge1 = edge("edge-1");
        edge2 = edge("edge-2");
        announced1 = new AnnouncedEdge(kafka, "edge-1", edge1.address(), template(edge1));
        announced2 = new AnnouncedEdge(kafka, "edge-2", edge2.address(), template(edge2));
        awaitEdges("edge-1", "edge-2");
    }

    @AfterEach
    void leave() {
        announced1.close();
        announced2.close();
        edge1.close();
        edge2.close();
        await("nobody")
                .atMost(SOON)
                .until(() -> gateway.get(PLAYLIST).code().equals("unavailable"));
    }

    private static FakeUpstream edge(String name) throws IOException {
        var edge = new FakeUpstream(name);
        edge.reply(PLAYLIST, playlist("source/index.m3u8?" + name, Map.of()));
        edge.reply("/live/" + STREAM + "/ts/index.m3u8", playlist("source/index.m3u8", Map.of()));
        return edge;
    }

    private static FakeUpstream.Reply playlist(String uri, Map<String, String> more) {
        var headers = new HashMap<>(more);
        headers.put("Content-Type", "application/vnd.apple.mpegurl");
        headers.put("Access-Control-Allow-Origin", "*");
        headers.put("Access-Control-Expose-Headers", "Age, Date");
        headers.put("Cache-Control", "public, max-age=1");
        headers.put("ETag", "\"1\"");
        headers.put("Age", "3");
        return new FakeUpstream.Reply(
                200, headers, "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n" + uri + "\n");
    }

    private static String template(FakeUpstream edge) {
        return "http://{host}:" + edge.address().getPort();
    }

    private void awaitEdges(String... ids) {
        await("edges " + List.of(ids)).atMost(SOON).until(() -> priority().equals(List.of(ids)));
    }

    private static List<String> priority(String... query) throws IOException {
        var answer = steer(query);
        return answer.status() != 200
                ? List.of()
                : answer.json()
                        .get("PATHWAY-PRIORITY")
                        .valueStream()
                        .map(n -> n.asString())
                        .sorted()
                        .toList();
    }

    private static String best(String query) throws IOException {
        return steer(query).json().get("PATHWAY-PRIORITY").get(0).asString();
    }

    private static Answer steer(String... query) throws IOException {
        return gateway.get("/steer/" + STREAM + String.join("", query));
    }

    private static String steeringUri() {
        return "http://127.0.0.1:" + gateway.port() + "/steer/" + STREAM;
    }

    /** The host and port that the first URL of a playlist names. */
    private static URI first(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return URI.create(
                answer.text().lines().filter(line -> !line.startsWith("#")).findFirst().get());
    }

    private FakeUpstream at(int port) {
        return edge1.address().getPort() == port ? edge1 : edge2;
    }

    @Test
    void namesTheChosenEdgeAndTheOther() throws IOException {
        var answer = gateway.get(PLAYLIST, "Accept-Encoding: gzip", "If-None-Match: \"1\"");
        var chosen = at(first(answer).getPort());
        var name = chosen == edge1 ? "edge-1" : "edge-2";
        assertThat(answer.text())
                .isEqualTo(
                        "#EXTM3U\n#EXT-X-CONTENT-STEERING:SERVER-URI=\""
                                + steeringUri()
                                + "\",PATHWAY-ID=\""
                                + name
                                + "\"\n"
                                + variant(chosen, name)
                                + variant(chosen == edge1 ? edge2 : edge1, name));
        assertThat(answer.headers())
                .containsEntry("Cache-Control", "public, max-age=2")
                .containsEntry("Access-Control-Allow-Origin", "*")
                .containsEntry("Access-Control-Expose-Headers", "Age, Date")
                .containsEntry("Vary", "Authorization, Cookie")
                .containsEntry("Content-Length", String.valueOf(answer.body().length))
                .doesNotContainKeys("ETag", "Age", "Set-Cookie");
        assertThat(chosen.lastRequest().headers())
                .doesNotContainKeys("Accept-Encoding", "If-None-Match");
    }

    @Test
    void decisionsAreCounted() throws IOException {
        assertCounted("sent", () -> gateway.get(PLAYLIST));
        assertCounted("proxied", () -> gateway.get(PLAYLIST, "X-Forwarded-Proto: https"));
        assertCounted("told", SteeringTest::steer);
        assertCounted("stayed", () -> steer("?_HLS_pathway=edge-1"));
        assertCounted("replaced", () -> steer("?_HLS_pathway=edge-9"));
    }

    private interface Asking {
        Answer ask() throws IOException;
    }

    /** That it is this decision, and no other. */
    private static void assertCounted(String outcome, Asking asking) throws IOException {
        var outcomes = List.of("sent", "proxied", "stayed", "moved", "replaced", "told");
        var expected = new HashMap<String, Double>();
        outcomes.forEach(each -> expected.put(each, gateway.steered(each)));
        expected.merge(outcome, 1.0, Double::sum);
        assertThat(asking.ask().status()).isEqualTo(200);
        outcomes.forEach(
                each -> assertThat(gateway.steered(each)).as(each).isEqualTo(expected.get(each)));
    }

    private String variant(FakeUpstream edge, String answeredBy) {
        return "#EXT-X-STREAM-INF:BANDWIDTH=1,PATHWAY-ID=\"%s\"\n%s/live/%s/source/index.m3u8?%s\n"
                .formatted(edge == edge1 ? "edge-1" : "edge-2", edge.address(), STREAM, answeredBy);
    }

    @Test
    void isOneWithWhatIsProxied() throws IOException {
        var chosen = at(first(gateway.get(PLAYLIST)).getPort());
        gateway.get("/live/" + STREAM + "/source/index.m3u8");
        assertThat(chosen.lastRequest().target()).endsWith("/source/index.m3u8");
        assertThat(gateway.get("/live/" + STREAM + "/source/1.m4s").text())
                .isEqualTo(chosen == edge1 ? "edge-1" : "edge-2");
    }

    @Test
    void answersHeadAndTransportStreamsLikewise() throws IOException {
        var head = gateway.send("HEAD", PLAYLIST, new byte[0]);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers()).containsEntry("Cache-Control", "public, max-age=2");
        assertThat(first(gateway.get("/live/" + STREAM + "/ts/index.m3u8")).getPath())
                .isEqualTo("/live/" + STREAM + "/ts/source/index.m3u8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization: Bearer ", "Cookie: a=b; hw_play=", "/t/"})
    void writesATokenIntoTheUrlsHoweverItCame(String carrier) throws IOException {
        var answer =
                carrier.startsWith("/")
                        ? gateway.get(carrier + TOKEN + PLAYLIST)
                        : gateway.get(PLAYLIST, carrier + TOKEN);
        assertThat(first(answer).getPath())
                .isEqualTo("/t/" + TOKEN + "/live/" + STREAM + "/source/index.m3u8");
        assertThat(answer.headers()).containsEntry("Cache-Control", "private, no-store");
        assertThat(answer.text()).contains("SERVER-URI=\"" + steeringUri() + "\"");
        var asked = at(first(answer).getPort()).lastRequest();
        assertThat(asked.target()).isEqualTo(PLAYLIST);
        assertThat(asked.headers()).containsEntry("Authorization", "Bearer " + TOKEN);
    }

    @Test
    void passesCookiesBothWays() throws IOException {
        for (var edge : List.of(edge1, edge2)) {
            edge.reply(PLAYLIST, playlist("x", Map.of("Set-Cookie", "hw_view=v2; Path=/live")));
        }
        var answer = gateway.get(PLAYLIST, "Cookie: hw_view=v1", "CMCD-Session: sid=\"s\"");
        assertThat(answer.headers())
                .containsEntry("Set-Cookie", "hw_view=v2; Path=/live")
                .containsEntry("Cache-Control", "private, no-store");
        assertThat(at(first(answer).getPort()).lastRequest().headers())
                .containsEntry("Cookie", "hw_view=v1")
                .containsEntry("CMCD-Session", "sid=\"s\"")
                .containsEntry("X-Forwarded-For", "127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 503})
    void passesRefusalsAsTheyAre(int status) throws IOException {
        var headers = Map.of("Cache-Control", "no-store", "WWW-Authenticate", "Bearer");
        var refusal = new FakeUpstream.Reply(status, headers, "no\n");
        edge1.reply(PLAYLIST, refusal);
        edge2.reply(PLAYLIST, refusal);
        var answer = gateway.get(PLAYLIST, "Authorization: Bearer " + TOKEN);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text()).isEqualTo("no\n");
        assertThat(answer.headers())
                .containsEntry("Cache-Control", "no-store")
                .containsEntry("Access-Control-Allow-Origin", "*")
                .containsEntry("WWW-Authenticate", "Bearer");
    }

    @Test
    void refusesWhatIsNoPlaylist() throws IOException {
        for (var body : new String[] {"<html>", "#EXTM3U\n" + "#\n".repeat(1_000)}) {
            var reply =
                    new FakeUpstream.Reply(
                            200, Map.of("Content-Type", "application/x-mpegURL"), body);
            edge1.reply(PLAYLIST, reply);
            edge2.reply(PLAYLIST, reply);
            assertThat(gateway.get(PLAYLIST).status()).isEqualTo(503);
        }
    }

    @Test
    void steersAwayFromAnEdgeThatDrains() throws IOException {
        var on = "?_HLS_pathway=edge-1&_HLS_throughput=1000000";
        assertThat(best(on)).isEqualTo("edge-1");
        assertThat(best("?_HLS_pathway=%22edge-2%22")).isEqualTo("edge-2");
        announced1.sayDraining();
        awaitEdges("edge-2");
        assertThat(priority(on)).containsExactly("edge-2");
        assertThat(first(gateway.get(PLAYLIST)).getPort()).isEqualTo(edge2.address().getPort());
    }

    @Test
    void asksSomeToGoWhereThereAreTooMany() throws IOException {
        announced1.sayLoad(1);
        // 20,000 viewers of whom 12,501 may stay.
        await("some go").atMost(SOON).until(() -> best("?_HLS_pathway=edge-1").equals("edge-2"));
        await("some stay").atMost(SOON).until(() -> best("?_HLS_pathway=edge-1").equals("edge-1"));
        for (int i = 0; i < 50; i++) {
            assertThat(best("?_HLS_pathway=edge-2")).isEqualTo("edge-2");
        }
        assertThat(first(gateway.get(PLAYLIST)).getPort()).isEqualTo(edge2.address().getPort());
    }

    @Test
    void spreadsThoseWhoseEdgeIsGone() throws IOException {
        var gone = "?_HLS_pathway=edge-9";
        var isFirst1 = best(gone).equals("edge-1");
        // 3,000 viewers, and 5,000, of whom one more is too many.
        (isFirst1 ? announced2 : announced1).sayLoad(0.15);
        (isFirst1 ? announced1 : announced2).sayLoad(0.25);
        await("both are named first").atMost(SOON).until(() -> turns(gone) > 3);
        await("also to who says nothing").atMost(SOON).until(() -> turns("") > 3);
    }

    /** How often, in 20 answers, another edge is named first than in the one before. */
    private static int turns(String query) throws IOException {
        int turns = 0;
        var named = best(query);
        for (int i = 1; i < 20; i++) {
            var next = best(query);
            turns += next.equals(named) ? 0 : 1;
            named = next;
        }
        return turns;
    }

    @Test
    void steersAwayFromAnEdgeThatLeaves() throws IOException {
        announced2.close();
        awaitEdges("edge-1");
        assertThat(priority("?_HLS_pathway=edge-2")).containsExactly("edge-1");
        assertThat(gateway.get(PLAYLIST).text()).doesNotContain("edge-2\"");
    }

    @Test
    void asksAnotherEdgeAndNamesThatOne() throws IOException {
        var chosen = at(first(gateway.get(PLAYLIST)).getPort());
        chosen.close();
        assertThat(first(gateway.get(PLAYLIST)).getPort())
                .isEqualTo((chosen == edge1 ? edge2 : edge1).address().getPort());
    }

    @Test
    void answersSteeringManifests() throws IOException {
        announced1.say("https://one.example");
        announced2.say("https://two.example");
        await("URLs alike").atMost(SOON).until(() -> steer().json().has("PATHWAY-CLONES"));
        var answer = steer("?_HLS_pathway=edge-1");
        assertThat(answer.headers())
                .containsEntry("Content-Type", "application/json")
                .containsEntry("Cache-Control", "no-store")
                .containsEntry("Access-Control-Allow-Origin", "*")
                .doesNotContainKey("Content-Security-Policy");
        assertThat(answer.text())
                .isEqualTo(
                        "{\"VERSION\":1,\"TTL\":10,\"RELOAD-URI\":\""
                                + steeringUri()
                                + "\",\"PATHWAY-PRIORITY\":[\"edge-1\",\"edge-2\"],"
                                + "\"PATHWAY-CLONES\":[{\"BASE-ID\":\"edge-1\",\"ID\":\"edge-2\","
                                + "\"URI-REPLACEMENT\":{\"HOST\":\"two.example\"}}]}");
        assertThat(gateway.get(PLAYLIST).text().lines()).hasSize(4);
        assertThat(
                        gateway.send(
                                        "OPTIONS",
                                        "/steer/" + STREAM,
                                        new byte[0],
                                        "Origin: https://a.example",
                                        "Access-Control-Request-Method: GET")
                                .status())
                .isEqualTo(204);
    }

    @Test
    void proxiesWhomAnEdgeCannotAnswer() throws IOException {
        var secure =
                gateway.get(PLAYLIST, "X-Forwarded-Proto: https", "X-Forwarded-For: 203.0.113.9");
        assertThat(secure.text()).contains("\nsource/index.m3u8").doesNotContain("STEERING");
        assertThat(
                        gateway.get("/watch/" + STREAM, "X-Forwarded-Proto: https")
                                .headers()
                                .get("Content-Security-Policy"))
                .contains("connect-src 'self' ws: wss:;");
        announced2.say(null);
        await("one without public URL")
                .atMost(SOON)
                .until(() -> !gateway.get(PLAYLIST).text().contains("STEERING"));
        assertThat(gateway.get("/live/" + STREAM + "/manifest.mpd").status()).isEqualTo(200);
    }

    @Test
    void letsPagesPlayFromTheEdges() throws IOException {
        int port1 = edge1.address().getPort();
        int port2 = edge2.address().getPort();
        assertThat(policy("live.example.com:8080"))
                .contains(
                        "media-src 'self' blob: http://live.example.com:%d http://live.example.com:%d;"
                                .formatted(port1, port2),
                        "connect-src 'self' ws: wss: http://live.example.com:%d http://live.example.com:%d;"
                                .formatted(port1, port2));
        assertThat(policy("[::1]:8080"))
                .contains(
                        "media-src 'self' blob: http://*:%d http://*:%d;".formatted(port1, port2));
        assertThat(first(gateway.get(PLAYLIST, "X-Forwarded-Host: [::1]:8080")).getHost())
                .isEqualTo("[::1]");
    }

    private static String policy(String host) throws IOException {
        return gateway.get("/watch/" + STREAM, "X-Forwarded-Host: " + host)
                .headers()
                .get("Content-Security-Policy");
    }

    @Test
    void keepsTokensOutOfLogsAndMetrics(CapturedOutput output) throws IOException {
        gateway.get("/t/" + TOKEN + PLAYLIST);
        gateway.get("/t/" + TOKEN + "/live/" + STREAM + "/source/666.m4s");
        edge1.close();
        edge2.close();
        var refused = gateway.get("/t/" + TOKEN + "/live/" + STREAM + "/source/index.m3u8");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.text()).doesNotContain(TOKEN);
        var metrics =
                RunningGateway.send(
                        gateway.managementPort(), "GET", "/actuator/prometheus", new byte[0]);
        assertThat(metrics.text()).contains("routeId=\"live\"").doesNotContain("c2VjcmV0");
        assertThat(output.getAll())
                .contains("/live/" + STREAM + "/source/666.m4s")
                .doesNotContain("c2VjcmV0");
    }
}
