package tv.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import tv.headwater.e2e.audience.Audience;
import tv.headwater.e2e.audience.Phase;
import tv.headwater.e2e.cluster.Api;
import tv.headwater.e2e.cluster.Delivery;
import tv.headwater.e2e.cluster.Service;
import tv.headwater.e2e.hls.playlist.Findings;
import tv.headwater.e2e.hls.playlist.MediaPlaylist;
import tv.headwater.e2e.media.Hls;
import tv.headwater.e2e.rtmp.LivePublisher;

/**
 * Two hundred viewers at three edges behind two gateways watch by parts, while an edge, a packager, a gateway, metadata-service and
 * PostgreSQL are killed one after another; and an edge that stands behind another.
 */
@Order(12)
@ExtendWith(StudioExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DeliveryTest {

    private static final int VIEWERS = 200;

    /** What everybody watches before the first kill, and after each. */
    private static final Duration WATCHED = Duration.ofSeconds(5);

    private static final Duration COUNTED = Duration.ofSeconds(10);

    /** EXT-X-TARGETDURATION of the stream: who waits longer has noticed. */
    private static final Duration TARGET_DURATION = Duration.ofSeconds(2);

    private static final Duration FATAL = Duration.ofSeconds(15);
    private static final double FETCHES_PER_OBJECT = 1.05;
    private static final String QUIET = "quiet";
    private static final String EDGE = "edge";
    private static final String STARTING = " starting";

    private final Studio studio;
    private final Delivery delivery;
    private final Map<String, Phase.Figures> phases = new LinkedHashMap<>();
    private Api api;
    private Api.CreatedStream stream;
    private LivePublisher publisher;

    DeliveryTest(Studio studio) {
        this.studio = studio;
        this.delivery = studio.cluster().delivery();
    }

    @BeforeAll
    void open() {
        delivery.startAll();
        api = studio.cluster().admin();
        stream = api.createStream("Delivered");
        publisher = SteadyStream.publish(studio, stream);
        Studio.awaitSegments(studio.hls(stream.id()), Hls.VIDEO, 2);
        awaitSteering();
    }

    /** Nodes know of each other some beats after they are ready. */
    private void awaitSteering() {
        for (var gateway : delivery.gatewayUrls()) {
            await(gateway + " steers to all edges")
                    .until(() -> {
                        var multivariant = studio.hls(gateway, stream.id()).multivariant();
                        return delivery.edges().stream()
                                .allMatch(edge ->
                                        multivariant.contains("PATHWAY-ID=\"" + edge + "\""));
                    });
        }
    }

    @AfterAll
    void close() {
        if (publisher != null) {
            publisher.close();
        }
        delivery.endFurther();
    }

    @Test
    @Order(1)
    void nobodyLosesAPartWhoeverDies() {
        var cost = OriginCost.since(delivery.edges());
        var fetches = new ArrayList<OriginCost>();
        try (var audience = Audience.join(delivery.gatewayUrls(), stream.id(), VIEWERS)) {
            var seated = audience.byPathway();
            try {
                awaitCount(VIEWERS, "soon after the start");
                watch(audience.phase(), QUIET);
                fetches.addAll(cost.until(delivery.edges()));
                killAll(audience);
                awaitCount(VIEWERS, "when all are back");
                // The dead one has taken its figures with it.
                fetches.addAll(cost.until(running()));
            } finally {
                note(audience, seated, fetches);
            }
            assertNobodyLostAnything(audience);
            assertNobodyWaited();
            assertThat(seated).as("where viewers were").hasSize(delivery.edges().size());
            assertEachObjectCameOnce(fetches);
        }
        awaitCount(0, "after all have left");
        assertThat(publisher.isPublishing()).isTrue();
    }

    private List<Service> running() {
        return delivery.edges().stream().filter(Service::isRunning).toList();
    }

    /** One after another, each when those before are back but for the edge. */
    private void killAll(Audience audience) {
        killEdge(audience);
        awaitCount(VIEWERS, "after an edge's death");
        kill(audience, "packager", busiestPackager());
        killGateway(audience);
        kill(audience, "metadata-service", studio.cluster().metadata());
        killPostgres(audience);
    }

    private static void assertEachObjectCameOnce(List<OriginCost> fetches) {
        assertThat(fetches)
                .allSatisfy(each -> {
                    assertThat(each.objects()).isPositive();
                    assertThat(each.perObject()).isLessThanOrEqualTo(FETCHES_PER_OBJECT);
                });
    }

    private void watch(Phase phase, String name) {
        phase.awaitEach(WATCHED);
        phases.put(name, phase.figures());
    }

    /** The further one with more viewers, which stays away. */
    private void killEdge(Audience audience) {
        var seated = audience.byPathway();
        var victim =
                most(delivery.edges().subList(1, 3), edge -> seated.getOrDefault(name(edge), 0L));
        assertThat(seated.getOrDefault(name(victim), 0L)).as("its viewers").isGreaterThan(10);
        var phase = audience.phase();
        victim.kill();
        phase.awaitEach(WATCHED);
        phases.put(EDGE, phase.figures(name(victim)));
        phases.put("edge, those of all edges", phase.figures());
        assertThat(audience.byPathway()).doesNotContainKey(name(victim));
    }

    private static String name(Service service) {
        return service.toString();
    }

    private static Service most(List<Service> services, ToDoubleFunction<Service> what) {
        return services.stream().max(Comparator.comparingDouble(what)).orElseThrow();
    }

    /** Edges ask the same one as long as it is there. */
    private Service busiestPackager() {
        return most(
                List.of(studio.cluster().packager(0), studio.cluster().packager(1)),
                packager ->
                        running().stream()
                                .mapToDouble(edge ->
                                        edge.sum(
                                                OriginCost.FETCHES,
                                                "object=\"media\"",
                                                origin(packager.toString())))
                                .sum());
    }

    private void kill(Audience audience, String name, Service victim) {
        var phase = audience.phase();
        victim.kill();
        try {
            watch(phase, name);
        } finally {
            restart(audience, name, victim);
        }
    }

    private void restart(Audience audience, String name, Service victim) {
        var phase = audience.phase();
        victim.start();
        victim.awaitReady();
        phases.put(name + STARTING, phase.figures());
    }

    /** One of two: the other lets viewers in, and counts them. */
    private void killGateway(Audience audience) {
        var victim = delivery.gateway(1);
        var phase = audience.phase();
        victim.kill();
        try {
            watch(phase, "gateway");
            assertThat(studio.hls(stream.id()).get("index.m3u8").statusCode()).isEqualTo(200);
            awaitCount(VIEWERS, "without a gateway");
        } finally {
            restart(audience, "gateway", victim);
        }
    }

    private void killPostgres(Audience audience) {
        var phase = audience.phase();
        studio.cluster().postgres().kill();
        try {
            watch(phase, "PostgreSQL");
        } finally {
            restartPostgres(audience);
        }
    }

    private void restartPostgres(Audience audience) {
        var phase = audience.phase();
        try {
            studio.cluster().postgres().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await("the API is back")
                .atMost(Duration.ofSeconds(30))
                .until(() -> api.get("/api/v1/live-streams/" + stream.id()).status() == 200);
        phases.put("PostgreSQL" + STARTING, phase.figures());
    }

    private void awaitCount(int viewers, String when) {
        await(viewers + " viewers are counted " + when)
                .atMost(COUNTED)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(count()).isEqualTo(viewers));
    }

    private int count() {
        return api.get("/api/v1/live-streams/" + stream.id() + "/viewers")
                .json()
                .path("current")
                .asInt(-1);
    }

    private void note(Audience audience, Map<String, Long> seated, List<OriginCost> fetches) {
        studio.note(
                "delivery: %d viewers %s, %d parts, longest without one %d ms, failed in all: %s"
                        .formatted(
                                VIEWERS,
                                seated,
                                audience.parts(),
                                audience.longestSilence().toMillis(),
                                audience.failures()));
        phases.forEach((name, figures) -> studio.note("delivery, " + name + ": " + figures));
        fetches.forEach(each -> studio.note("delivery, origins: " + each));
    }

    private static void assertNobodyLostAnything(Audience audience) {
        assertThat(audience.breaches()).isEmpty();
        assertThat(audience.doubled()).as("parts that came twice").isZero();
        assertThat(audience.longestSilence()).isLessThan(FATAL);
        // Quietly and after five kills, 5 s each, of parts that are no longer than a second.
        assertThat(audience.parts()).isGreaterThan(30);
    }

    /** What the machine does to viewers by itself is allowed on top; starting a JVM beside them is not what is asked here. */
    private void assertNobodyWaited() {
        var allowed = TARGET_DURATION.plus(phases.get(QUIET).longestStall());
        phases.forEach((name, figures) -> {
            if (!name.endsWith(STARTING)) {
                assertThat(figures.longestStall())
                        .as("%s: %s", name, figures)
                        .isLessThanOrEqualTo(name.equals(EDGE) ? TARGET_DURATION : allowed);
            }
        });
        assertThat(phases.get(EDGE).moves()).as("those who left the edge").isPositive();
    }

    @Test
    @Order(2)
    void anEdgeBehindAnotherServesTheSame() {
        int parent = 1;
        int child = 2;
        delivery.replaceEdge(parent, Map.of());
        delivery.replaceEdge(child, Map.of("headwater.origin.parents", delivery.edgeUrl(parent)));

        var origin = studio.hls(studio.cluster().packagerUrl(0), stream.id());
        var behind = studio.hls(delivery.edgeUrl(child), stream.id());
        await("it has the stream").until(() -> behind.playlist(Hls.VIDEO).isPresent());
        var paths = objects(origin);
        for (var path : paths) {
            assertThat(behind.bytes(path)).as(path).isEqualTo(origin.bytes(path));
        }
        var edge = delivery.edges().get(child);
        var asked = origin(delivery.edgeUrl(parent).getAuthority());
        assertThat(edge.sum(OriginCost.FETCHES, asked, "object=\"media\"", "outcome=\"found\""))
                .isGreaterThanOrEqualTo(paths.size());
        for (int i = 0; i < 2; i++) {
            var packager = origin(studio.cluster().packager(i).toString());
            assertThat(edge.sum(OriginCost.FETCHES, packager)).isZero();
        }
    }

    private static String origin(String name) {
        return "origin=\"" + name + "\"";
    }

    /** The newest segments of each rendition with their init segments and parts, oldest first: none leaves meanwhile. */
    private static List<String> objects(Hls hls) {
        var paths = new ArrayList<String>();
        for (var rendition : List.of(Hls.VIDEO, Hls.AUDIO)) {
            var playlist =
                    MediaPlaylist.parse(
                            hls.bytes(rendition + "/index.m3u8"), Findings.none(rendition));
            var segment = playlist.segments().getLast();
            assertThat(segment.parts()).isNotEmpty();
            paths.add(rendition + "/" + segment.map());
            paths.add(rendition + "/" + segment.uri());
            segment.parts().forEach(part -> paths.add(rendition + "/" + part.uri()));
        }
        return paths;
    }
}
