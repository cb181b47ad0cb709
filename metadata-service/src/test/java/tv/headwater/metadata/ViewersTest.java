package tv.headwater.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tv.headwater.contract.TestPostgres;
import tv.headwater.contract.audience.AudienceReport;
import tv.headwater.contract.audience.AudienceReport.Present;
import tv.headwater.contract.audience.ViewerSet;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.StreamId;

/** Viewers by what edges report: now, and kept. */
class ViewersTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String STREAMS = "/api/v1/live-streams";

    private final TestCluster cluster = TestCluster.get();
    private final JdbcClient jdbc = cluster.context.getBean(JdbcClient.class);
    private final Http anonymous = cluster.http;
    private final Http admin = anonymous.loggedIn("admin", TestCluster.ADMIN_PASSWORD);
    private final Http owner = Users.broadcaster(admin, anonymous);
    private final StreamId stream = new StreamId(Users.stream(owner).get("id").asString());
    private final ScheduledExecutorService edges = Executors.newSingleThreadScheduledExecutor();
    private final NodeId edgeOne = new NodeId("edge-" + UUID.randomUUID());
    private final NodeId edgeTwo = new NodeId("edge-" + UUID.randomUUID());
    private final Map<NodeId, AudienceReport> reports = new ConcurrentHashMap<>();

    @BeforeEach
    void report() {
        edges.scheduleAtFixedRate(
                () -> reports.values().forEach(cluster::report), 0, 200, TimeUnit.MILLISECONDS);
    }

    @AfterEach
    void leave() throws InterruptedException {
        edges.shutdown();
        edges.awaitTermination(5, TimeUnit.SECONDS);
        reports.keySet().forEach(node -> cluster.report(report(node, stream, 0, 0)));
    }

    /** Viewers numbered from {@code first} to before {@code end}. */
    private static AudienceReport report(NodeId node, StreamId stream, long first, long end) {
        var viewers = ViewerSet.of(LongStream.range(first, end).boxed().toList());
        return new AudienceReport(node, Instant.now(), List.of(new Present(stream, viewers)));
    }

    private void watch(StreamId watched, long viewers) {
        reports.put(edgeOne, report(edgeOne, watched, 0, viewers));
    }

    private static JsonNode viewers(Http http, StreamId stream) {
        var answer = http.get(STREAMS + "/" + stream + "/viewers");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.json();
    }

    private static void awaitCurrent(Http http, StreamId stream, int count) {
        await(count + " viewers")
                .atMost(PATIENCE)
                .until(() -> viewers(http, stream).get("current").asInt() == count);
    }

    private static List<Integer> series(JsonNode viewers) {
        return viewers.get("series").valueStream().map(p -> p.get("viewers").asInt()).toList();
    }

    @Test
    void aViewerOfTwoEdgesCountsOnceInEveryAnswer() {
        reports.put(edgeOne, report(edgeOne, stream, 0, 3));
        reports.put(edgeTwo, report(edgeTwo, stream, 2, 5));
        awaitCurrent(owner, stream, 5);

        assertThat(owner.get(STREAMS + "/" + stream).json().get("viewerCount").asInt())
                .isEqualTo(5);
        assertThat(anonymous.get(STREAMS + "/" + stream).json().get("viewerCount").asInt())
                .isEqualTo(5);
        assertThat(owner.get(STREAMS).json().get("items").get(0).get("viewerCount").asInt())
                .isEqualTo(5);
        assertThat(
                        new Http("http://localhost:" + TestCluster.managementPort(cluster.context))
                                .get("/actuator/prometheus")
                                .http()
                                .body())
                .containsPattern("headwater_metadata_viewers(\\{[^}]*})? 5\\.0")
                .contains("headwater_metadata_playback_tokens_issued_total")
                .contains("headwater_metadata_playback_tokens_revoked_total");
    }

    @Test
    void aShortPeakAndTheEndAreKept() {
        watch(stream, 9);
        awaitCurrent(owner, stream, 9);
        watch(stream, 2);
        awaitCurrent(owner, stream, 2);
        assertThat(viewers(owner, stream).get("peak").asInt()).isEqualTo(9);
        watch(stream, 0);
        awaitCurrent(owner, stream, 0);

        await("it is in the database")
                .atMost(PATIENCE)
                .until(() -> series(viewers(owner, stream)).contains(0));
        var kept = viewers(owner, stream);
        assertThat(kept.get("peak").asInt()).isEqualTo(9);
        assertThat(series(kept)).startsWith(9).endsWith(0);
        var times = kept.get("series").findValuesAsString("at");
        assertThat(times).isSorted().doesNotHaveDuplicates();
        assertThat(Instant.parse(times.getFirst()))
                .isBetween(Instant.now().minus(PATIENCE), Instant.now());
        var earlier = Instant.now().minusSeconds(60);
        var before = owner.get(STREAMS + "/" + stream + "/viewers?to=" + earlier).json();
        assertThat(before.toString()).isEqualTo("{\"current\":0,\"peak\":0,\"series\":[]}");
    }

    @Test
    void aLongTimeIsThinnedOutAndKeepsItsPeaks() {
        var begin = Instant.now().minus(10, ChronoUnit.DAYS).truncatedTo(ChronoUnit.DAYS);
        jdbc.sql(
                        """
                        insert into viewer_samples
                        select :id, cast(:begin as timestamptz) + n * interval '10 s', case n when 4321 then 777 else 5 end
                        from generate_series(0, 8639) n
                        """)
                .param("id", stream.value())
                .param("begin", begin.toString())
                .update();
        var day =
                owner.get(
                                STREAMS
                                        + "/"
                                        + stream
                                        + "/viewers?from="
                                        + begin
                                        + "&to="
                                        + begin.plus(1, ChronoUnit.DAYS))
                        .json();
        assertThat(series(day)).hasSizeBetween(900, 1000).contains(5, 777);
        assertThat(day.get("peak").asInt()).isEqualTo(777);
        assertThat(day.get("series").get(0).get("at").asString()).isEqualTo(begin.toString());

        var hour =
                owner.get(
                                STREAMS
                                        + "/"
                                        + stream
                                        + "/viewers?from="
                                        + begin
                                        + "&to="
                                        + begin.plus(1, ChronoUnit.HOURS))
                        .json();
        assertThat(series(hour)).hasSize(360).containsOnly(5);
    }

    @ParameterizedTest
    @CsvSource({
        "from=x, from",
        "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z, from",
        "from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z, from",
        "from=1969-12-31T23:59:59Z&to=1970-01-01T00:00:01Z, from",
        "to=9999-01-01T00:00:00Z, to",
        "from=-1000000000-01-01T00:00:00Z, from"
    })
    void refusesATimeThatIsNone(String query, String property) {
        var answer = owner.get(STREAMS + "/" + stream + "/viewers?" + query);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.json().get("property").asString()).isEqualTo(property);
    }

    @Test
    void isForTheOwnerAndAdminsAlone() {
        var path = STREAMS + "/" + stream + "/viewers";
        assertThat(admin.get(path).status()).isEqualTo(200);
        assertThat(anonymous.get(path).status()).isEqualTo(401);
        assertThat(Users.broadcaster(admin, anonymous).get(path).status()).isEqualTo(404);
        assertThat(Users.viewer(admin, anonymous).get(path).status()).isEqualTo(404);
    }

    @Test
    void countingGoesOnWhileTheDatabaseIsAway() {
        try (var postgres = TestPostgres.started();
                var service =
                        cluster.start(
                                Map.of(
                                        "spring.datasource.url", postgres.jdbcUrl(),
                                        "headwater.node.id", "metadata-viewers",
                                        "headwater.admin.password", "an admin's password"))) {
            var http = new Http("http://localhost:" + TestCluster.port(service));
            var management = new Http("http://localhost:" + TestCluster.managementPort(service));
            var here = http.loggedIn("admin", "an admin's password");
            var watched = new StreamId(Users.stream(here).get("id").asString());
            watch(watched, 3);
            awaitCurrent(here, watched, 3);

            postgres.stop();
            watch(watched, 21);
            awaitGauge(management, 21);
            watch(watched, 4);
            awaitGauge(management, 4);
            postgres.start();

            await("the outage is in the database")
                    .atMost(PATIENCE)
                    .ignoreExceptions()
                    .untilAsserted(
                            () -> assertThat(series(viewers(here, watched))).contains(21, 4));
            assertThat(viewers(here, watched).get("peak").asInt()).isEqualTo(21);
            reports.clear();
            cluster.report(report(edgeOne, watched, 0, 0));
        }
    }

    private static void awaitGauge(Http management, int viewers) {
        await(viewers + " viewers")
                .atMost(PATIENCE)
                .until(() ->
                        management
                                .get("/actuator/prometheus")
                                .http()
                                .body()
                                .lines()
                                .anyMatch(line ->
                                        line.startsWith("headwater_metadata_viewers")
                                                && line.endsWith(" " + viewers + ".0")));
    }
}
