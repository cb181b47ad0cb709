package tv.headwater.e2e.hls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tv.headwater.e2e.hls.SyntheticOrigin.Fault;
import tv.headwater.e2e.hls.SyntheticOrigin.Reply;
import tv.headwater.e2e.hls.playlist.Finding;

/** The follower against a low-latency origin of a few lines: it finds nothing, or just what is broken. */
class HlsFollowerTest {

    private static final Duration AT_MOST = Duration.ofSeconds(20);
    private static final Fault NO_FAULT = (_, reply) -> reply;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static final List<Arguments> FAULTS = faults().toList();

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<Fault, CompletableFuture<HlsReport>> reports = new ConcurrentHashMap<>();

    /** At once, since most of it is waiting. */
    private void followTheFaulty() {
        FAULTS.stream()
                .map(each -> (Fault) each.get()[0])
                .forEach(fault ->
                        reports.put(
                                fault,
                                CompletableFuture.supplyAsync(
                                        () -> follow(true, 4, fault), threads)));
    }

    @AfterAll
    void leave() {
        threads.shutdownNow();
    }

    private HlsReport follow(boolean lowLatency, int segments, Fault fault) {
        try (var origin = SyntheticOrigin.start(new SyntheticStream(lowLatency), segments, fault)) {
            return HlsFollower.follow(http, origin.url(), AT_MOST);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void findsNothingInLowLatency() {
        var report = follow(true, 6, NO_FAULT);

        assertThat(report.findings()).as(report.figures()).isEmpty();
        assertThat(report.ended()).isTrue();
        assertThat(report.renditions()).isEqualTo(2);
        assertThat(report.blocked()).isGreaterThan(10);
        assertThat(report.deltas()).isPositive();
        assertThat(report.hints()).isPositive();
        assertThat(report.inits()).isEqualTo(4);
        assertThat(report.parts()).isGreaterThan(2 * 6 * 5);
        assertThat(report.segments()).isEqualTo(2 * (30 + 6));
    }

    @Test
    void findsNothingInWholeSegments() {
        var report = follow(false, 6, NO_FAULT);

        assertThat(report.findings()).as(report.figures()).isEmpty();
        assertThat(report.ended()).isTrue();
        assertThat(report.playlists()).isGreaterThan(2 * 2);
        assertThat(report.segments()).isEqualTo(2 * (30 + 6));
        assertThat(report.blocked() + report.parts() + report.hints() + report.deltas()).isZero();
    }

    @Test
    void followsWhatComesLater() {
        var report =
                follow(
                        true,
                        6,
                        whenFirstAsked(
                                ".*/live/s/index.m3u8",
                                reply ->
                                        reply.withText(
                                                reply.text()
                                                        .replaceAll("#EXT-X-MEDIA:.*\n", "")
                                                        .replace(",AUDIO=\"audio\"", ""))));

        assertThat(report.findings()).as(report.figures()).isEmpty();
        assertThat(report.renditions()).isEqualTo(2);
    }

    private static Fault whenFirstAsked(String target, UnaryOperator<Reply> change) {
        var asked = new java.util.concurrent.atomic.AtomicInteger();
        return (uri, reply) ->
                uri.matches(target) && asked.getAndIncrement() == 0 ? change.apply(reply) : reply;
    }

    @Test
    void endsWhenItsTimeIsOver() throws IOException {
        try (var origin = SyntheticOrigin.start(new SyntheticStream(true), 100, NO_FAULT)) {
            var report = HlsFollower.follow(http, origin.url(), Duration.ofMillis(700));

            assertThat(report.findings()).isEmpty();
            assertThat(report.ended()).isFalse();
        }
    }

    /** A change of the answers under each target from the first-th to the last-th. */
    private record Change(int first, int last, UnaryOperator<Reply> change) {

        static Change of(UnaryOperator<Reply> change) {
            return new Change(1, Integer.MAX_VALUE, change);
        }

        static Change first(UnaryOperator<Reply> change) {
            return new Change(1, 1, change);
        }

        static Change later(UnaryOperator<Reply> change) {
            return new Change(2, Integer.MAX_VALUE, change);
        }
    }

    private static Arguments fault(
            String target, Change change, Finding.Kind kind, String sentence) {
        Map<String, Integer> counts = new ConcurrentHashMap<>();
        Fault fault =
                (asked, reply) -> {
                    int count = counts.merge(asked, 1, Integer::sum);
                    boolean changed =
                            asked.matches(target)
                                    && count >= change.first()
                                    && count <= change.last();
                    return changed ? change.change().apply(reply) : reply;
                };
        return arguments(fault, kind, sentence);
    }

    private static Reply longer(Reply reply) {
        return reply.withBody(
                SyntheticMedia.concat(reply.body(), SyntheticMedia.box("free", new byte[1])));
    }

    /** As a playlist reads that changes after its end. */
    private static Reply goneOn(Reply reply) {
        return reply.status() == 200 && reply.text().contains("#EXT-X-ENDLIST")
                ? reply.withText(reply.text().replace("TARGETDURATION:1", "TARGETDURATION:2"))
                : reply;
    }

    static Stream<Arguments> finds() {
        return FAULTS.stream();
    }

    private static Stream<Arguments> faults() {
        var frozen = new SyntheticStream(true).playlist("source", 200, false, false);
        return Stream.of(
                fault(
                        ".*/source/index.m3u8\\?_HLS_msn=4\\d&_HLS_part=[01]",
                        Change.of(reply -> reply.withText(frozen)),
                        Finding.Kind.DIRECTIVES,
                        "without what was asked for"),
                fault(
                        ".*_HLS_skip=YES",
                        Change.of(reply ->
                                reply.withText(reply.text().replace("0.500000,", "0.499999,"))),
                        Finding.Kind.DIRECTIVES,
                        "a delta update makes"),
                fault(
                        ".*_HLS_skip=YES",
                        Change.of(reply ->
                                reply.withText(reply.text().replace("SEGMENTS=", "SEGMENTS=1"))),
                        Finding.Kind.DIRECTIVES,
                        "are known"),
                fault(
                        ".*\\?_HLS_part=0",
                        Change.of(reply -> reply.withStatus(200)),
                        Finding.Kind.DIRECTIVES,
                        "index.m3u8?_HLS_part=0: what must be refused with 400 is answered with 200"),
                fault(
                        ".*\\?_HLS_msn=5\\d",
                        Change.of(reply -> reply.withStatus(503)),
                        Finding.Kind.DIRECTIVES,
                        "what must be refused with 400 is answered with 503"),
                fault(
                        ".*_HLS_skip=junk",
                        Change.of(reply -> reply.withStatus(404)),
                        Finding.Kind.DIRECTIVES,
                        "?_HLS_skip=junk: what must be refused with 400 is answered with 404"),
                fault(
                        ".*/audio/\\d+\\.2\\.m4s",
                        Change.of(reply -> reply.withStatus(404)),
                        Finding.Kind.HTTP,
                        ".2.m4s: what is offered is answered with 404"),
                fault(
                        ".*/audio/4[0-2]\\.[1-4]\\.m4s",
                        Change.first(reply -> reply.withStatus(404)),
                        Finding.Kind.OVER_TIME,
                        "what was hinted at and is listed was answered with 404"),
                fault(
                        ".*/source/4[0-2]\\.[1-4]\\.m4s",
                        Change.later(HlsFollowerTest::longer),
                        Finding.Kind.OVER_TIME,
                        "what is listed has others"),
                fault(
                        ".*/source/41\\.m4s",
                        Change.of(HlsFollowerTest::longer),
                        Finding.Kind.MEDIA,
                        "are not the segment of"),
                fault(
                        ".*/source/1[01]\\.m4s",
                        Change.later(reply -> reply.withStatus(404)),
                        Finding.Kind.OVER_TIME,
                        "a segment that has just left is answered with 404"),
                fault(
                        ".*/init-0.mp4",
                        Change.of(reply -> reply.withCaching("max-age=9, immutable, no-transform")),
                        Finding.Kind.HTTP,
                        "If-None-Match of its ETag is answered with 200"),
                fault(
                        ".*/audio/index.m3u8",
                        Change.later(HlsFollowerTest::goneOn),
                        Finding.Kind.OVER_TIME,
                        "the playlist had ended and has changed"),
                fault(
                        ".*/live/s/index.m3u8",
                        Change.of(
                                reply -> reply.withText(reply.text().replace("=100000", "=10000"))),
                        Finding.Kind.MULTIVARIANT,
                        "exceeds its BANDWIDTH of 10000 by more than 10 %"),
                fault(
                        ".*/source/init-\\d.mp4",
                        Change.of(reply -> reply.withBody(SyntheticMedia.encryptedInit("cbcs"))),
                        Finding.Kind.MEDIA,
                        "the samples are encrypted and the segments have no key for samples"),
                fault(
                        ".*/source/init-\\d.mp4",
                        Change.of(reply -> reply.withBody(SyntheticMedia.encryptedInit("cenc"))),
                        Finding.Kind.MEDIA,
                        "the samples are encrypted by cenc and not cbcs"),
                fault(
                        ".*/source/index.m3u8.*",
                        Change.of(reply ->
                                reply.withText(reply.text().replace("../audio/", "../480p/"))),
                        Finding.Kind.PLAYLIST,
                        "/live/s/480p/index.m3u8 is reported of and no rendition"),
                fault(
                        ".*/audio/4\\d\\.m4s",
                        Change.of(reply -> reply.withBody(SyntheticStream.segment("audio", 5))),
                        Finding.Kind.ALIGNMENT,
                        "does not overlap that of"));
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource
    void finds(Fault fault, Finding.Kind kind, String sentence) {
        if (reports.isEmpty()) {
            followTheFaulty();
        }
        var report = reports.get(fault).join();

        assertThat(report.byKind().get(kind))
                .as("%s", report.findings())
                .isNotNull()
                .anySatisfy(finding -> assertThat(finding.toString()).contains(sentence));
    }
}
