package tv.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import tv.headwater.e2e.cluster.Signals;
import tv.headwater.e2e.cluster.TraceCollector;
import tv.headwater.e2e.media.Archive;
import tv.headwater.e2e.media.Hls;

/**
 * One long broadcast with a ladder of two rungs, whose transcoders and workers die in every way there is. Every picture carries its
 * number, and every rendition is held to having each of them once.
 */
@Order(7)
@ExtendWith(StudioExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LadderTest {

    private static final List<String> RUNGS = List.of("240p", "180p");
    private static final List<Map<String, Object>> LADDER =
            List.of(
                    Map.of("name", "240p", "height", 240, "videoBitrate", 350_000),
                    Map.of("name", "180p", "height", 180, "videoBitrate", 200_000));

    /** How often the working transcoder is killed. */
    private static final int KILLS = Integer.getInteger("headwater.e2e.kills", 3);

    /** Whole laps of AAC frames, so that the next follows without a gap. */
    private static final int CLIP_SECONDS = 64;

    /** What a player holds back: three segments. */
    private static final Duration STALL = Duration.ofSeconds(6);

    private static final Duration STOPPED = Duration.ofSeconds(20);
    private static final String HUNG = "headwater_transcode_restarts_total{reason=\"hung\"}";
    private static final int TERMINATED_IN_ORDER = 143;

    private final Studio studio;
    private LiveLadder live;

    LadderTest(Studio studio) {
        this.studio = studio;
    }

    @BeforeAll
    void publish() {
        studio.cluster().startTranscoders();
        var clip = studio.clips().numbered(CLIP_SECONDS);
        live = LiveLadder.start(studio, "A ladder", LADDER, clip);
    }

    @AfterAll
    void end() {
        if (live != null) {
            live.close();
        }
    }

    @Test
    @Order(1)
    void everyRenditionIsListedAsItIs() {
        live.awaitSegments(5, LiveLadder.SOURCE, "240p", "180p");
        LiveLadder.within(
                "what is listed is measured",
                () -> live.multivariant().variant("180p").averageBandwidth() > 0);

        var multivariant = live.multivariant();
        assertThat(multivariant.renditions()).containsExactly("source", "240p", "180p");
        assertThat(multivariant.variants())
                .allSatisfy(variant -> {
                    assertThat(variant.get("CODECS"))
                            .matches("avc1\\.[0-9a-fA-F]{6},mp4a\\.40\\.2");
                    assertThat(Double.parseDouble(variant.get("FRAME-RATE"))).isEqualTo(30);
                    assertThat(variant.get("AUDIO")).isNotEmpty();
                });
        assertThat(multivariant.variant("source").get("RESOLUTION")).isEqualTo("640x360");
        assertThat(multivariant.variant("240p").get("RESOLUTION")).isEqualTo("426x240");
        assertThat(multivariant.variant("180p").get("RESOLUTION")).isEqualTo("320x180");
    }

    @Test
    @Order(2)
    void everySegmentBeginsWithAnIdrAtTheSourcesTimeAndHasItsPictures() {
        live.awaitSegments(5, LiveLadder.SOURCE, "240p", "180p");
        assertThat(live.archive().segments("240p").getFirst().msn())
                .as("the first segment of the ladder")
                .isEqualTo(live.archive().segments(LiveLadder.SOURCE).getFirst().msn());
        live.assertSame(0, 4, RUNGS);
    }

    @Test
    @Order(3)
    void healthTellsOfTheLadder() {
        LiveLadder.within(
                "health shows two rungs at work",
                () ->
                        live.health()
                                        .json()
                                        .path("ladder")
                                        .path("rungs")
                                        .valueStream()
                                        .filter(rung ->
                                                rung.path("state").asString().equals("running"))
                                        .count()
                                == 2);
        var health = live.health().json();
        var ladder = health.path("ladder");
        assertThat(ladder.path("rungs").path(0).path("name").asString()).isEqualTo("240p");
        assertThat(ladder.path("rungs").path(0).path("width").asInt()).isEqualTo(426);
        assertThat(ladder.path("rungs").path(0).path("encoder").asString()).isEqualTo("libx264");
        assertThat(ladder.path("speed").asDouble()).isPositive();
        assertThat(ladder.path("decodeErrors").asLong()).isZero();
        assertThat(health.path("video").path("width").asInt()).isEqualTo(640);
        assertThat(health.path("issues").valueStream().map(issue -> issue.path("code").asString()))
                .doesNotContain("transcode_missing", "transcode_shed", "decode_errors");
    }

    @Test
    @Order(4)
    void oneTraceReachesFromThePublisherToTheFirstParts() {
        var publishes = "ingest-service publish";
        var asks = "ingest-service http post";
        var expected =
                List.of(
                        " > " + publishes,
                        publishes + " > " + asks,
                        asks + " > metadata-service http post /internal/publish-grants",
                        publishes + " > transcode-service transcode",
                        publishes + " > packager-1 first part of source",
                        publishes + " > packager-1 first part of audio",
                        publishes + " > packager-1 first part of 240p",
                        publishes + " > packager-1 first part of 180p",
                        publishes + " > packager-2 first part of source",
                        publishes + " > packager-2 first part of audio",
                        publishes + " > packager-2 first part of 240p",
                        publishes + " > packager-2 first part of 180p");
        LiveLadder.within("the trace is whole", () -> trace().values().containsAll(expected));

        var trace = trace();
        assertThat(trace.values()).doesNotHaveDuplicates();
        assertThat(trace.keySet())
                .allSatisfy(span -> {
                    assertThat(span.end()).isGreaterThanOrEqualTo(span.start());
                    assertThat(studio.cluster().secrets().all())
                            .noneMatch(span.toString()::contains);
                });
        trace.forEach((span, place) ->
                studio.note(
                        "trace: %s, %d to %d ms"
                                .formatted(
                                        place,
                                        (span.start() - publishedAt(trace.keySet())) / 1_000_000,
                                        (span.end() - publishedAt(trace.keySet())) / 1_000_000)));
    }

    private static long publishedAt(Set<TraceCollector.Span> trace) {
        return trace.stream().mapToLong(TraceCollector.Span::start).min().orElseThrow();
    }

    /** The spans of the publication so far, each with what it is of which. */
    private Map<TraceCollector.Span, String> trace() {
        var spans = studio.cluster().traces().spans();
        var id =
                spans.stream()
                        .filter(span ->
                                live.id().equals(span.attributes().get("headwater.stream.id")))
                        .map(TraceCollector.Span::traceId)
                        .findFirst()
                        .orElse("none yet");
        var trace = new LinkedHashMap<TraceCollector.Span, String>();
        for (var span : spans) {
            if (span.traceId().equals(id)) {
                var parent =
                        spans.stream()
                                .filter(other -> other.spanId().equals(span.parentId()))
                                .map(LadderTest::title)
                                .findFirst()
                                .orElse(span.parentId());
                trace.put(span, parent + " > " + title(span));
            }
        }
        return trace;
    }

    private static String title(TraceCollector.Span span) {
        var rendition = span.attributes().get("headwater.rendition");
        return rendition == null
                ? span.service() + " " + span.name()
                : span.instance() + " " + span.name() + " of " + rendition;
    }

    @Test
    @Order(5)
    void thePosterIsAPictureThatChanges() throws IOException {
        assertPosterChanges(live.hls());
    }

    static void assertPosterChanges(Hls hls) throws IOException {
        await("there is a poster, which the worker of lowest priority makes")
                .atMost(Duration.ofMinutes(2))
                .ignoreExceptions()
                .until(() -> hls.get("poster.jpg").statusCode() == 200);
        var first = hls.get("poster.jpg");
        assertThat(first.headers().firstValue("content-type")).contains("image/jpeg");
        LiveLadder.within(
                "there is another poster",
                () -> !java.util.Arrays.equals(first.body(), hls.bytes("poster.jpg")));
        for (var jpeg : List.of(first.body(), hls.bytes("poster.jpg"))) {
            var picture = ImageIO.read(new ByteArrayInputStream(jpeg));
            assertThat(picture.getWidth()).isEqualTo(640);
            assertThat(picture.getHeight()).isEqualTo(360);
        }
    }

    @Test
    @Order(6)
    void aWorkerIsKilled() {
        var transcoder = live.transcoder();
        disturbed(
                "kill -9 of a worker",
                () -> {
                    var worker = transcoder.children().getFirst();
                    assertThat(worker.destroyForcibly()).isTrue();
                });

        assertThat(live.transcoder()).isSameAs(transcoder);
        LiveLadder.within(
                "health counts the restart",
                () -> live.health().json().path("ladder").path("restarts").asInt() > 0);
    }

    @Test
    @Order(7)
    void aWorkerHangs() {
        var transcoder = live.transcoder();
        double hung = transcoder.metric(HUNG);
        disturbed(
                "kill -STOP of a worker",
                () -> Signals.send("STOP", transcoder.children().getFirst().pid()));

        assertThat(live.transcoder()).isSameAs(transcoder);
        assertThat(transcoder.metric(HUNG)).as("workers that hung").isEqualTo(hung + 1);
    }

    @Test
    @Order(8)
    void theWorkingTranscoderIsKilled() {
        for (int kill = 1; kill <= KILLS; kill++) {
            studio.cluster().startTranscoders();
            var transcoder = live.transcoder();
            int phase = ThreadLocalRandom.current().nextInt(2_000);
            // Segments are two seconds long: any moment of one is as likely as any other.
            LockSupport.parkNanos(Duration.ofMillis(phase).toNanos());
            disturbed("kill -9 of a transcoder, number " + kill, transcoder::kill);
            assertThat(live.transcoder()).isNotSameAs(transcoder);
        }
    }

    @Test
    @Order(9)
    void aTranscoderStandsStillForAWhile() {
        studio.cluster().startTranscoders();
        var transcoder = live.transcoder();
        try {
            disturbed("kill -STOP of a transcoder", () -> transcoder.signal("STOP"));
            LockSupport.parkNanos(STOPPED.toNanos());
        } finally {
            disturbed("kill -CONT of it", () -> transcoder.signal("CONT"));
        }
        assertThat(live.transcoder()).isNotSameAs(transcoder);
        assertThat(transcoder.isRunning()).isTrue();
    }

    @Test
    @Order(10)
    void transcodersAreRestartedInTurn() {
        for (int i = 0; i < 2; i++) {
            studio.cluster().startTranscoders();
            var transcoder = live.transcoder();
            var pause =
                    disturbed(
                            "SIGTERM of a transcoder",
                            () -> {
                                transcoder.terminate();
                                assertThat(transcoder.awaitExit(Duration.ofSeconds(10)))
                                        .isIn(0, TERMINATED_IN_ORDER);
                            });
            assertThat(pause).as("pause").isLessThan(STALL);
        }
    }

    @Test
    @Order(11)
    void transcodersComeAndGo() {
        studio.cluster().startTranscoders();
        disturbed("a storm", new TranscoderStorm(studio)::run);
    }

    /**
     * Does something bad to the ladder, waits until it has caught up, and holds what was around that time to having every picture.
     *
     * @return the longest time between two segments of a rung
     */
    private Duration disturbed(String what, Runnable disturbance) {
        live.awaitMsn(live.archive().newestMsn(LiveLadder.SOURCE), RUNGS);
        long from = wholeSegments();
        disturbance.run();
        long begin = System.nanoTime();
        long needed = live.archive().newestMsn(LiveLadder.SOURCE) + 2;
        live.awaitMsn(needed, RUNGS);
        LiveLadder.within(what + ": the ladder has caught up", this::hasCaughtUp);
        long to = wholeSegments();
        var pause =
                RUNGS.stream()
                        .map(rung -> live.archive().longestPause(rung, from))
                        .max(Duration::compareTo);
        studio.note(
                "%s: longest pause of a rung %d ms, of the source %d ms, caught up within %d ms"
                        .formatted(
                                what,
                                pause.orElseThrow().toMillis(),
                                live.archive().longestPause(LiveLadder.SOURCE, from).toMillis(),
                                Duration.ofNanos(System.nanoTime() - begin).toMillis()));
        live.assertSame(from, to, RUNGS);
        return pause.orElseThrow();
    }

    /** The newest segment that has been seen of every rendition. */
    private long wholeSegments() {
        return Stream.concat(Stream.of(LiveLadder.SOURCE), RUNGS.stream())
                .mapToLong(live.archive()::newestMsn)
                .min()
                .orElseThrow();
    }

    private boolean hasCaughtUp() {
        long newest = live.archive().newestMsn(LiveLadder.SOURCE);
        return RUNGS.stream().allMatch(rung -> live.archive().newestMsn(rung) >= newest);
    }

    @Test
    @Order(12)
    void inTheEndNothingIsMissing() {
        live.complete(RUNGS);

        var archive = live.archive();
        long last = archive.newestMsn(LiveLadder.SOURCE);
        live.assertSame(0, last, RUNGS);
        assertConsecutive();
        assertThat(archive.longestPause(LiveLadder.SOURCE, 0))
                .as("stall of the source")
                .isLessThan(STALL);
        assertBandwidths();
    }

    /** The source itself has every number, so that the rungs are compared with something whole. */
    private void assertConsecutive() {
        var numbers = live.pictures(LiveLadder.SOURCE, 0, Long.MAX_VALUE).all();
        int count = CLIP_SECONDS * 30;
        for (int i = 0; i < numbers.size(); i++) {
            assertThat(numbers.get(i).number()).as("picture %d", i).isEqualTo(i % count);
        }
    }

    /** BANDWIDTH is the highest of any segment with its audio, AVERAGE-BANDWIDTH that of all, within a tenth (RFC 8216bis 4.4.6.2). */
    private void assertBandwidths() {
        var audio = live.hls().playlist(Hls.AUDIO).orElseThrow().segments().getLast();
        double audioRate =
                live.hls().bytes(Hls.AUDIO + "/" + audio.uri()).length * 8 / audio.duration();
        for (var variant : live.multivariant().variants()) {
            var rates =
                    live.archive().segments(variant.rendition()).stream()
                            .mapToDouble(LadderTest::bitrate)
                            .summaryStatistics();
            studio.note(
                    "%s: BANDWIDTH %d of a measured %.0f, AVERAGE-BANDWIDTH %d of %.0f"
                            .formatted(
                                    variant.rendition(),
                                    variant.bandwidth(),
                                    rates.getMax() + audioRate,
                                    variant.averageBandwidth(),
                                    rates.getAverage() + audioRate));
            assertThat((double) variant.bandwidth())
                    .as("BANDWIDTH of %s", variant.rendition())
                    .isGreaterThan((rates.getMax() + audioRate) * 0.9);
            assertThat((double) variant.averageBandwidth())
                    .as("AVERAGE-BANDWIDTH of %s", variant.rendition())
                    .isBetween(
                            (rates.getAverage() + audioRate) * 0.8,
                            (rates.getAverage() + audioRate) * 1.2);
        }
    }

    private static double bitrate(Archive.Kept kept) {
        return kept.bytes().length * 8 / kept.segment().duration();
    }
}
