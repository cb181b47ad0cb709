package tv.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tv.headwater.e2e.Broadcast.Kind;
import tv.headwater.e2e.hls.HlsFollower;
import tv.headwater.e2e.hls.HlsReport;
import tv.headwater.e2e.hls.playlist.Finding;

/**
 * What viewers are served of each kind of stream is right by RFC 8216bis, from the first segment to the end. All streams are live at
 * the same time.
 *
 * <p>{@code -Dheadwater.e2e.soak=ladder} follows that scenario alone, for fifteen minutes or {@code
 * -Dheadwater.e2e.soak.minutes}.
 */
@Order(6)
@ExtendWith(StudioExtension.class)
class HlsValidatorTest {

    private static final String CMAF = "index.m3u8";
    private static final String TS = "ts/index.m3u8";
    private static final int SEGMENT_SECONDS = 2;
    private static final int SEGMENTS = 8;

    private static final Pattern LISTED = Pattern.compile("[a-z0-9-]+/index\\.m3u8");

    /** Streams that begin together: all at once would want more of a small machine than it has. */
    private static final int AT_ONCE = 4;

    private static final Duration SOAK =
            Duration.ofMinutes(Integer.getInteger("headwater.e2e.soak.minutes", 15));
    private static final Duration AT_MOST = Duration.ofMinutes(2);

    /** The one stream to follow; null for all. */
    private static final @Nullable String ALONE = System.getProperty("headwater.e2e.soak");

    private static final List<Scenario> SCENARIOS =
            List.of(
                    new Scenario("normal", 2, CMAF),
                    new Scenario("normal", 1, TS),
                    new Scenario("29.97 fps", 2, CMAF),
                    new Scenario("video only", 1, CMAF),
                    new Scenario("audio only", 1, CMAF),
                    new Scenario("44.1 kHz", 2, CMAF),
                    new Scenario(
                            "keyframes 8 s apart",
                            2,
                            CMAF,
                            List.of(Finding.Kind.TARGET_DURATION_GREW)),
                    new Scenario("another size mid-stream", 2, CMAF),
                    new Scenario("across 24 bits of RTMP", 2, CMAF),
                    new Scenario("across 33 bits at 90 kHz", 2, CMAF),
                    new Scenario("across 33 bits at 90 kHz", 1, TS),
                    new Scenario("late audio", 2, CMAF),
                    new Scenario("HEVC", 2, CMAF),
                    new Scenario("AV1 and Opus", 3, CMAF),
                    new Scenario("ladder", 3, CMAF),
                    new Scenario("ladder", 2, TS),
                    new Scenario("standard latency", 2, CMAF),
                    new Scenario("reconnects", 2, CMAF),
                    new Scenario("encrypted", 2, CMAF),
                    new Scenario("encrypted", 1, TS),
                    new Scenario("DVR", 2, CMAF));

    private final Studio studio;
    private final Map<String, Broadcast> broadcasts = new LinkedHashMap<>();
    private final Map<Scenario, CompletableFuture<HlsReport>> reports = new LinkedHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    HlsValidatorTest(Studio studio) {
        this.studio = studio;
    }

    /**
     * @param stream the name of its kind
     * @param renditions that there are
     * @param playlist the multivariant playlist a player is given
     * @param expected kinds of findings that are known of such a stream
     */
    record Scenario(String stream, int renditions, String playlist, List<Finding.Kind> expected) {

        Scenario(String stream, int renditions, String playlist) {
            this(stream, renditions, playlist, List.of());
        }

        @Override
        public String toString() {
            return stream + ", " + playlist;
        }
    }

    @BeforeAll
    void goLive() {
        studio.cluster().startTranscoders();
        Kinds.all(studio).stream()
                .filter(kind -> ALONE == null || ALONE.equals(kind.name()))
                .gather(Gatherers.windowFixed(AT_ONCE))
                .forEach(this::goLive);
    }

    private void goLive(List<Kind> kinds) {
        kinds.forEach(kind -> broadcasts.put(kind.name(), Broadcast.start(studio, kind)));
        kinds.forEach(kind -> follow(broadcasts.get(kind.name())));
    }

    private void follow(Broadcast broadcast) {
        broadcast.awaitSegments(1);
        var end = CompletableFuture.runAsync(() -> liveAndEnd(broadcast), threads);
        scenarios()
                .filter(scenario -> scenario.stream().equals(broadcast.kind().name()))
                .forEach(scenario ->
                        reports.put(
                                scenario,
                                CompletableFuture.supplyAsync(() -> follow(scenario), threads)
                                        .thenCombine(end, (report, ended) -> report)));
    }

    static Stream<Scenario> scenarios() {
        return SCENARIOS.stream().filter(row -> ALONE == null || ALONE.equals(row.stream()));
    }

    private void liveAndEnd(Broadcast broadcast) {
        long seconds = ALONE == null ? SEGMENTS * SEGMENT_SECONDS : SOAK.toSeconds();
        await(broadcast.kind() + " is long enough")
                .atMost(Duration.ofSeconds(seconds).plus(AT_MOST))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> broadcast.seconds() >= seconds);
        broadcast.end();
    }

    private HlsReport follow(Scenario scenario) {
        var broadcast = broadcasts.get(scenario.stream());
        // What a transcoder makes begins after its source, and is in the source's reports from the
        // next part on.
        broadcast.awaitSegments(scenario.renditions() > 2 ? 3 : 1);
        LiveLadder.within(scenario + " has all renditions", () -> hasAll(scenario, broadcast));
        var multivariant = broadcast.hls().url(scenario.playlist());
        var atMost = ALONE == null ? AT_MOST : SOAK.plus(AT_MOST);
        return HlsFollower.follow(studio.cluster().http(), multivariant, atMost);
    }

    private static boolean hasAll(Scenario scenario, Broadcast broadcast) {
        var listed = LISTED.matcher(broadcast.hls().text(scenario.playlist())).results();
        return listed.map(MatchResult::group).distinct().count() >= scenario.renditions();
    }

    @AfterAll
    void leave() {
        broadcasts.values().forEach(Broadcast::close);
        threads.shutdownNow();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void findsNothing(Scenario scenario) throws Exception {
        var patience = ALONE == null ? AT_MOST : SOAK.plus(AT_MOST);
        var report = reports.get(scenario).get(patience.toSeconds() * 2, TimeUnit.SECONDS);

        studio.note("validated " + scenario + ": " + report.figures());
        assertThat(report.findingsBut(scenario.expected().toArray(Finding.Kind[]::new))).isEmpty();
        assertThat(report.ended()).isTrue();
        assertThat(report.renditions()).isEqualTo(scenario.renditions());
        assertThat(report.segments()).isPositive();
    }
}
