package tv.headwater.edge.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.live.HlsQuery;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.contract.node.Nodes;
import tv.headwater.edge.FakePackager;
import tv.headwater.edge.FakeTime;
import tv.headwater.mediahttp.MediaRequest;

/** An origin that is stopped takes connections and says nothing, for longer than any of these tests may take. */
class HedgedOriginsTest {

    private static final StreamId STREAM = new StreamId("abcdefgh01234567");
    private static final String SEGMENT = "/live/abcdefgh01234567/source/5.m4s";
    private static final String PART = "/live/abcdefgh01234567/source/6.1.m4s";
    private static final String PLAYLIST = "/live/abcdefgh01234567/source/index.m3u8";
    private static final Duration NEVER = Duration.ofMinutes(10);

    private final FakeTime time = new FakeTime();
    private final Nodes nodes = new Nodes(time);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final OriginClient client = new OriginClient(Duration.ofSeconds(1), 100_000);
    private final CountDownLatch resumed = new CountDownLatch(1);
    private FakePackager stopped;
    private FakePackager well;

    @BeforeEach
    void start() throws IOException {
        var a = new FakePackager("packager-a");
        var b = new FakePackager("packager-b");
        for (var each : List.of(a, b)) {
            nodes.on(each.beat(STREAM));
            each.segment(SEGMENT, "bytes");
        }
        var origins = origins(NEVER, 0);
        assertThat(text(origins, SEGMENT)).isEqualTo("bytes");
        stopped = a.asked.isEmpty() ? b : a;
        well = stopped == a ? b : a;
        a.asked.clear();
        b.asked.clear();
    }

    @AfterEach
    void close() {
        resumed.countDown();
        client.close();
        stopped.close();
        well.close();
    }

    private Origins origins(Duration hedgeAfter, double share) {
        return new Origins(
                nodes,
                new Upstream(new NodeId("edge-1"), List.of(), List.of(), _ -> false),
                client,
                new Origins.Limits(NEVER, NEVER, 100, 100, NEVER, hedgeAfter, hedgeAfter, share),
                time,
                registry);
    }

    private static CompletableFuture<Fetched> ask(Origins origins, String path, HlsQuery query) {
        return origins.fetch(new MediaRequest(MediaPath.parse(path), query, "127.0.0.1"))
                .toCompletableFuture();
    }

    private static String text(Origins origins, String path) {
        return text(ask(origins, path, HlsQuery.NONE).join());
    }

    private static String text(Fetched fetched) {
        return fetched instanceof Fetched.Found found
                ? StandardCharsets.UTF_8.decode(found.body().duplicate()).toString()
                : fetched.toString();
    }

    private FakePackager.Reply silence() {
        return exchange -> {
            try {
                resumed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    private double outcomes(FakePackager of, String outcome) {
        return registry
                .find("headwater.origin.fetches")
                .tag("origin", of.beat().nodeId().value())
                .tag("outcome", outcome)
                .timers()
                .stream()
                .mapToLong(timer -> timer.count())
                .sum();
    }

    @ParameterizedTest
    @ValueSource(strings = {SEGMENT, PART, PLAYLIST + "?_HLS_msn=7&_HLS_part=2", PLAYLIST})
    void aStoppedOriginCostsADelay(String target) {
        var origins = origins(Duration.ofMillis(20), 1);
        stopped.on(target, silence());
        well.on(target, FakePackager.text(200, "max-age=1", "from the other"));
        int mark = target.indexOf('?');
        var path = mark < 0 ? target : target.substring(0, mark);
        var query = HlsQuery.parse(mark < 0 ? null : target.substring(mark + 1));
        assertThat(text(ask(origins, path, query).join())).isEqualTo("from the other");
        assertThat(stopped.asked).containsExactly(target);
        assertThat(well.asked).containsExactly(target);
        await("the request that lost is ended").until(() -> outcomes(stopped, "outrun") == 1);
    }

    @Test
    void aStoppedOriginIsLeftAloneAfterAFew() {
        var origins = origins(Duration.ofMillis(5), 1);
        IntStream.range(100, 120)
                .mapToObj(msn -> "/live/abcdefgh01234567/source/" + msn + ".m4s")
                .forEach(path -> {
                    stopped.on(path, silence());
                    well.segment(path, "bytes");
                    int before = stopped.asked.size();
                    assertThat(text(origins, path)).isEqualTo("bytes");
                    await().until(() ->
                            stopped.asked.size() == before
                                    || outcomes(stopped, "outrun") == stopped.asked.size());
                });
        assertThat(stopped.asked).as("asked until the breaker opened").hasSizeBetween(4, 9);
    }

    @Test
    void whoIsOnlyALittleSlowerIsWell() {
        var origins = origins(Duration.ofMillis(5), 1);
        var answered = new CountDownLatch(1);
        stopped.on(
                SEGMENT,
                exchange -> {
                    try {
                        answered.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    FakePackager.text(200, "max-age=3600, immutable", "bytes").to(exchange);
                });
        assertThat(text(origins, SEGMENT)).isEqualTo("bytes");
        answered.countDown();
        await().until(() -> outcomes(stopped, "found") == 2);
        assertThat(outcomes(stopped, "outrun")).isZero();
    }

    @Test
    void anOriginThatIsBehindDoesNotHideWhatTheOtherHas() {
        var origins = origins(NEVER, 0);
        stopped.on(PART, FakePackager.text(404, "max-age=1", "not yet"));
        well.segment(PART, "part");
        assertThat(text(origins, PART)).isEqualTo("part");
        assertThat(text(origins, PLAYLIST)).as("nobody has it").startsWith("Missing");
    }

    @Test
    void aSilentOriginIsWaitedForWhenNobodyElseHasIt() throws Exception {
        var origins = origins(Duration.ofMillis(5), 1);
        stopped.on(
                PART,
                exchange -> {
                    try {
                        resumed.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    FakePackager.text(200, "max-age=3600, immutable", "part").to(exchange);
                });
        var coming = ask(origins, PART, HlsQuery.NONE);
        await().until(() -> outcomes(well, "missing") == 1);
        assertThat(coming).isNotDone();
        resumed.countDown();
        assertThat(text(coming.get())).isEqualTo("part");
    }

    @Test
    void hedgesAreBounded() {
        var origins = origins(Duration.ofMillis(1), 0.1);
        var paths =
                IntStream.range(0, 60)
                        .mapToObj(msn -> "/live/abcdefgh01234567/source/" + msn + ".m4s")
                        .toList();
        for (var path : paths) {
            stopped.on(path, silence());
            well.on(path, silence());
        }
        paths.forEach(path -> ask(origins, path, HlsQuery.NONE));
        await().until(() -> hedges("asked") + hedges("over_budget") == 60);
        assertThat(hedges("asked")).isBetween(10.0, 16.0);
    }

    private double hedges(String outcome) {
        return registry.get("headwater.origin.hedges").tag("outcome", outcome).counter().count();
    }

    @Test
    void objectsAreCountedOnce() {
        var origins = origins(NEVER, 0);
        text(origins, SEGMENT);
        text(origins, SEGMENT);
        well.segment(PART, "part");
        text(origins, PART);
        text(origins, PLAYLIST);
        assertThat(registry.get("headwater.origin.objects").counter().count())
                .as("those of the start are in another's memory")
                .isEqualTo(3);
    }

    @Test
    void budgetComesWithFetchesAndTime() {
        var budget = new HedgeBudget(0.1, time);
        for (int i = 0; i < HedgeBudget.MAX; i++) {
            assertThat(budget.take()).isTrue();
        }
        assertThat(budget.take()).isFalse();
        for (int i = 0; i < 11; i++) {
            budget.onFetch();
        }
        assertThat(budget.take()).isTrue();
        assertThat(budget.take()).isFalse();
        time.pass(Duration.ofSeconds(1));
        assertThat(budget.take()).isTrue();
        assertThat(new HedgeBudget(0, time).take()).isFalse();
    }

    @Test
    void whatAnOriginMayHoldIsMeasuredApart() {
        var origins = origins(NEVER, 0);
        var reload = "?_HLS_msn=7&_HLS_part=2";
        for (var each : List.of(stopped, well)) {
            each.on(PLAYLIST, FakePackager.text(200, "max-age=1", "now"));
            each.on(PLAYLIST + reload, FakePackager.text(200, "max-age=1", "held"));
        }
        assertThat(text(origins, PLAYLIST)).isEqualTo("now");
        var query = HlsQuery.parse(reload.substring(1));
        assertThat(text(ask(origins, PLAYLIST, query).join())).isEqualTo("held");
        for (var held : List.of("false", "true")) {
            await().untilAsserted(() -> {
                var timer = registry.get("headwater.origin.fetches").tag("held", held).timer();
                assertThat(timer.count()).isEqualTo(1);
                assertThat(timer.takeSnapshot().histogramCounts()).isNotEmpty();
            });
        }
    }
}
