package tv.headwater.edge.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.live.HlsQuery;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.contract.node.Nodes;
import tv.headwater.edge.FakePackager;
import tv.headwater.edge.FakeTime;
import tv.headwater.mediahttp.MediaRequest;

class OriginsTest {

    private static final StreamId STREAM = new StreamId("abcdefgh01234567");
    private static final String SEGMENT = "/live/abcdefgh01234567/source/5.m4s";
    private static final Duration BREAKER_OPEN = Duration.ofMillis(200);

    private final FakeTime time = new FakeTime();
    private final Nodes nodes = new Nodes(time);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final OriginClient client = new OriginClient(Duration.ofSeconds(1), 100_000);

    /** Longer than any test waits: {@code HedgedOriginsTest} has it shorter. */
    private static final Duration HEDGE_AFTER = Duration.ofMinutes(1);

    private Origins origins = origins(List.of(), 100);
    private FakePackager a;
    private FakePackager b;

    private Origins origins(List<URI> configured, int maxFetches) {
        return new Origins(
                nodes,
                new Upstream(new NodeId("edge-1"), configured, List.of(), _ -> false),
                client,
                new Origins.Limits(
                        Duration.ofMillis(800),
                        Duration.ofSeconds(10),
                        maxFetches,
                        maxFetches,
                        BREAKER_OPEN,
                        HEDGE_AFTER,
                        HEDGE_AFTER,
                        0.1),
                time,
                registry);
    }

    @BeforeEach
    void start() throws IOException {
        a = new FakePackager("packager-a");
        b = new FakePackager("packager-b");
    }

    @AfterEach
    void close() {
        client.close();
        a.close();
        b.close();
    }

    private static MediaRequest request(String path, HlsQuery query) {
        return new MediaRequest(MediaPath.parse(path), query, "127.0.0.1");
    }

    private Fetched fetch(String path) {
        return origins.fetch(request(path, HlsQuery.NONE)).toCompletableFuture().join();
    }

    private String text(String path) {
        var fetched = fetch(path);
        return fetched instanceof Fetched.Found found
                ? StandardCharsets.UTF_8.decode(found.body().duplicate()).toString()
                : fetched.toString();
    }

    private void bothHoldTheStream() {
        nodes.on(a.beat(STREAM));
        nodes.on(b.beat(STREAM));
        a.segment(SEGMENT, "bytes");
        b.segment(SEGMENT, "bytes");
    }

    private FakePackager favourite() {
        a.asked.clear();
        b.asked.clear();
        fetch(SEGMENT);
        return a.asked.isEmpty() ? b : a;
    }

    @Test
    void aStreamHasOneFavourite() {
        bothHoldTheStream();
        for (int i = 0; i < 20; i++) {
            assertThat(text(SEGMENT)).isEqualTo("bytes");
        }
        assertThat(List.of(a.asked.size(), b.asked.size())).containsExactlyInAnyOrder(0, 20);
    }

    @Test
    void whatTheAnswerSaysIsKept() {
        bothHoldTheStream();
        var path = "/live/abcdefgh01234567/source/index.m3u8";
        favourite().on(path + "?_HLS_msn=7", FakePackager.text(200, "max-age=2", "x", "Age", "1"));
        var fetched =
                origins.fetch(request(path, new HlsQuery(7L, null, null)))
                        .toCompletableFuture()
                        .join();
        assertThat(fetched).isInstanceOf(Fetched.Found.class);
        var found = (Fetched.Found) fetched;
        assertThat(found.age()).isEqualTo(Duration.ofSeconds(1));
        assertThat(found.caching().maxAge()).isEqualTo(Duration.ofSeconds(2));
        assertThat(found.contentType()).isEqualTo("video/mp4");
    }

    @Test
    void aFailingOriginGivesWayToTheNext() {
        bothHoldTheStream();
        var favourite = favourite();
        for (int status : new int[] {500, 503, 403, 302}) {
            favourite.fail(status);
            assertThat(text(SEGMENT)).isEqualTo("bytes");
        }
        favourite.close();
        assertThat(text(SEGMENT)).isEqualTo("bytes");
    }

    @Test
    void a404GivesWayToTheNextAndStandsIfAllSaySo() {
        bothHoldTheStream();
        favourite().on(SEGMENT, FakePackager.text(404, "no-store", "not yet"));
        assertThat(text(SEGMENT)).isEqualTo("bytes");
        assertThat(fetch("/live/abcdefgh01234567/source/6.m4s"))
                .isInstanceOf(Fetched.Missing.class);
    }

    @Test
    void aFailureOutweighsA404() {
        bothHoldTheStream();
        var favourite = favourite();
        var other = favourite == a ? b : a;
        favourite.on(SEGMENT, FakePackager.text(500, "no-store", "broken"));
        other.on(SEGMENT, FakePackager.text(404, "no-store", "not yet"));
        assertThat(fetch(SEGMENT)).isInstanceOf(Fetched.Failed.class);
    }

    private static final String PLAYLIST = "/live/abcdefgh01234567/source/index.m3u8";

    private Fetched reload() {
        return origins.fetch(request(PLAYLIST, new HlsQuery(7L, 2, null)))
                .toCompletableFuture()
                .join();
    }

    /** As an origin does with a blocking reload: for longer than anything else may take. */
    private static FakePackager.Reply held(FakePackager.Reply then) {
        return exchange -> {
            LockSupport.parkNanos(Duration.ofMillis(1100).toNanos());
            then.to(exchange);
        };
    }

    @Test
    void aReloadMayBeHeldForLongerThanTheRestMayTake() {
        bothHoldTheStream();
        favourite()
                .on(
                        PLAYLIST + "?_HLS_msn=7&_HLS_part=2",
                        held(FakePackager.text(200, "max-age=1", "new")));
        assertThat(reload()).isInstanceOf(Fetched.Found.class);
    }

    @Test
    void anOriginThatHasHeldAReloadInVainIsWellAndNobodyElseIsAsked() {
        bothHoldTheStream();
        var favourite = favourite();
        var other = favourite == a ? b : a;
        favourite.on(
                PLAYLIST + "?_HLS_msn=7&_HLS_part=2",
                held(FakePackager.text(503, "no-store", "nothing new")));
        other.asked.clear();
        for (int i = 0; i < 6; i++) {
            assertThat(reload()).isInstanceOf(Fetched.Unavailable.class);
        }
        assertThat(other.asked).isEmpty();
        assertThat(text(SEGMENT)).isEqualTo("bytes");
        assertThat(other.asked).isEmpty();
    }

    @Test
    void anOriginThatIsNotReadyGivesWayToTheNext() {
        bothHoldTheStream();
        var favourite = favourite();
        var target = PLAYLIST + "?_HLS_msn=7&_HLS_part=2";
        favourite.on(target, FakePackager.text(503, "no-store", "rebuilding"));
        (favourite == a ? b : a).on(target, FakePackager.text(200, "max-age=1", "new"));
        assertThat(reload()).isInstanceOf(Fetched.Found.class);
    }

    @Test
    void a400IsFinal() {
        bothHoldTheStream();
        favourite().on(SEGMENT, FakePackager.text(400, "no-store", "no"));
        int before = a.asked.size() + b.asked.size();
        assertThat(fetch(SEGMENT)).isInstanceOf(Fetched.Rejected.class);
        assertThat(a.asked.size() + b.asked.size()).isEqualTo(before + 1);
    }

    @Test
    void theBreakerOpensAndCloses() {
        nodes.on(a.beat(STREAM));
        a.segment(SEGMENT, "bytes");
        a.fail(500);
        for (int i = 0; i < 20; i++) {
            assertThat(fetch(SEGMENT)).isInstanceOf(Fetched.Failed.class);
        }
        assertThat(a.asked).as("asked until the breaker opened").hasSize(5);
        assertThat(state("open")).isEqualTo(1);
        a.fail(0);
        await().until(() -> text(SEGMENT).equals("bytes"));
        await().until(() -> text(SEGMENT).equals("bytes") && state("closed") == 1);
    }

    @Test
    void anOriginWithTooMuchOfOneKindIsAskedForTheRest() {
        bothHoldTheStream();
        var old = "/live/abcdefgh01234567/source/1.m4s";
        for (var each : List.of(a, b)) {
            each.on(old, FakePackager.text(503, "no-store", "the disk has too much to do"));
        }
        for (int i = 0; i < 20; i++) {
            assertThat(fetch(old)).isInstanceOf(Fetched.Unavailable.class);
        }
        assertThat(List.of(a.asked.size(), b.asked.size())).containsExactly(20, 20);
        assertThat(text(SEGMENT)).isEqualTo("bytes");
    }

    @Test
    void whoHasTooMuchToDoIsNoBetterAndNoWorseForIt() {
        nodes.on(a.beat(STREAM));
        a.segment(SEGMENT, "bytes");
        a.fail(500);
        for (int i = 0; i < 5; i++) {
            fetch(SEGMENT);
        }
        assertThat(state("open")).isEqualTo(1);
        a.fail(503);
        await().until(() -> fetch(SEGMENT) instanceof Fetched.Unavailable);
        for (int i = 0; i < 5; i++) {
            assertThat(fetch(SEGMENT)).isInstanceOf(Fetched.Unavailable.class);
        }
        assertThat(state("half_open")).isEqualTo(1);
        a.fail(0);
        assertThat(text(SEGMENT)).isEqualTo("bytes");
        assertThat(text(SEGMENT)).isEqualTo("bytes");
        assertThat(state("closed")).isEqualTo(1);
    }

    private double state(String state) {
        return registry.get("resilience4j.circuitbreaker.state")
                .tag("name", "packager-a")
                .tag("state", state)
                .gauge()
                .value();
    }

    @Test
    void aSlowAnswerAndAHugeOneAreCut() {
        nodes.on(a.beat(STREAM));
        var release = new CountDownLatch(1);
        a.on(
                SEGMENT,
                exchange -> {
                    exchange.sendResponseHeaders(200, 10);
                    exchange.getResponseBody().write(1);
                    exchange.getResponseBody().flush();
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        assertThat(fetch(SEGMENT))
                .isEqualTo(new Fetched.Failed("an origin does not answer in time"));
        release.countDown();
        a.segment(SEGMENT, "x".repeat(100_001));
        assertThat(fetch(SEGMENT)).isEqualTo(new Fetched.Failed("an origin cannot be read"));
        a.segment(SEGMENT, "x".repeat(100_000));
        assertThat(fetch(SEGMENT)).isInstanceOf(Fetched.Found.class);
    }

    @Test
    void aCutOffAnswerIsNoAnswer() {
        nodes.on(a.beat(STREAM));
        a.on(
                SEGMENT,
                exchange -> {
                    exchange.sendResponseHeaders(200, 10);
                    exchange.getResponseBody().write(new byte[5]);
                    throw new IOException("breaks off");
                });
        assertThat(fetch(SEGMENT)).isEqualTo(new Fetched.Failed("an origin cannot be read"));
    }

    @Test
    void anUnknownStreamIsAskedForOnceASecondAtMost() {
        nodes.on(a.beat());
        nodes.on(b.beat());
        for (int i = 0; i < 50; i++) {
            assertThat(fetch("/live/abcdefgh01234567/source/" + i + ".m4s"))
                    .isInstanceOf(Fetched.Missing.class);
        }
        assertThat(a.asked.size() + b.asked.size()).isEqualTo(1);
        time.pass(Duration.ofSeconds(1));
        a.segment(SEGMENT, "bytes");
        b.segment(SEGMENT, "bytes");
        assertThat(text(SEGMENT)).as("known before it is announced").isEqualTo("bytes");
    }

    @Test
    void withoutAnyPackagerNothingIsKnown() {
        assertThat(fetch(SEGMENT)).isEqualTo(new Fetched.Failed("no origin is known"));
        nodes.on(a.beat(STREAM));
        nodes.on(a.beat(true, STREAM));
        assertThat(fetch(SEGMENT))
                .as("it has left")
                .isEqualTo(new Fetched.Failed("no origin is known"));
    }

    @Test
    void packagersGoOnServingWhenTheLogIsAway() {
        bothHoldTheStream();
        time.pass(Duration.ofSeconds(60));
        assertThat(nodes.live()).isEmpty();
        assertThat(text(SEGMENT)).isEqualTo("bytes");
        time.pass(Duration.ofMinutes(2));
        assertThat(fetch(SEGMENT)).isInstanceOf(Fetched.Failed.class);
    }

    @Test
    void configuredOriginsAreAskedUnannounced() {
        a.segment(SEGMENT, "bytes");
        origins = origins(List.of(a.url(), b.url()), 100);
        assertThat(text(SEGMENT)).isEqualTo("bytes");
    }

    @Test
    void fetchesAtOnceAreBounded() {
        nodes.on(a.beat(STREAM));
        a.segment(SEGMENT, "bytes");
        origins = origins(List.of(), 1);
        var release = new CountDownLatch(1);
        a.on(
                "/live/abcdefgh01234567/source/6.m4s",
                exchange -> {
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    FakePackager.text(200, "max-age=1", "late").to(exchange);
                });
        var first =
                origins.fetch(request("/live/abcdefgh01234567/source/6.m4s", HlsQuery.NONE))
                        .toCompletableFuture();
        assertThat(fetch(SEGMENT))
                .isEqualTo(new Fetched.Failed("too much is being fetched already"));
        release.countDown();
        first.join();
        assertThat(text(SEGMENT)).isEqualTo("bytes");
    }
}
