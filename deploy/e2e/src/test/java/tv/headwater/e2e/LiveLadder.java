package tv.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import tv.headwater.e2e.cluster.Api;
import tv.headwater.e2e.cluster.Service;
import tv.headwater.e2e.media.Archive;
import tv.headwater.e2e.media.FlvFile;
import tv.headwater.e2e.media.Hls;
import tv.headwater.e2e.media.Multivariant;
import tv.headwater.e2e.media.Pictures;
import tv.headwater.e2e.rtmp.LivePublisher;

/** A stream of numbered pictures that is published in real time, and whose renditions are kept as they appear. */
record LiveLadder(
        Studio studio,
        Api.CreatedStream stream,
        LivePublisher publisher,
        Archive archive,
        String title)
        implements AutoCloseable {

    static final String SOURCE = Hls.VIDEO;

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(200);

    /**
     * @param ladder as the API takes it
     * @param clips of numbered pictures, published in turn
     */
    static LiveLadder start(Studio studio, String title, Object ladder, FlvFile... clips) {
        return start(studio, Map.of("title", title, "ladder", ladder), clips);
    }

    /**
     * @param spec the properties of the stream, with a title
     */
    static LiveLadder start(Studio studio, Map<String, Object> spec, FlvFile... clips) {
        var cluster = studio.cluster();
        var stream = cluster.admin().createStream(spec);
        try {
            var publisher =
                    LivePublisher.start(cluster.rtmpAddress(), stream.key(), List.of(clips));
            var directory = cluster.programs().directory("archive").resolve(stream.id());
            var archive = Archive.start(studio.hls(stream.id()), directory);
            return new LiveLadder(
                    studio, stream, publisher, archive, String.valueOf(spec.get("title")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String id() {
        return stream.id();
    }

    Hls hls() {
        return studio.hls(stream.id());
    }

    Multivariant multivariant() {
        return Multivariant.parse(hls().multivariant());
    }

    Api.Answer health() {
        return studio.cluster().admin().get("/api/v1/live-streams/" + id() + "/health");
    }

    /** Waits until {@code count} segments of each of the renditions were listed. */
    void awaitSegments(int count, String... renditions) {
        for (var rendition : renditions) {
            within(
                    count + " segments of " + rendition + " of " + title,
                    () -> archive.segments(rendition).size() >= count);
        }
    }

    /** Waits until each of the rungs has a segment with a number as high as this. */
    void awaitMsn(long msn, List<String> rungs) {
        for (var rung : rungs) {
            within(
                    "segment " + msn + " of " + rung + " of " + title,
                    () -> archive.newestMsn(rung) >= msn);
        }
    }

    /** The transcoder that has the stream, by its own word. */
    Service transcoder() {
        return transcoderOf(studio.cluster().transcoders());
    }

    /** The transcoder among these that has the stream, by its own word. */
    Service transcoderOf(List<Service> services) {
        within("a transcoder has " + title, () -> services.stream().anyMatch(this::has));
        return services.stream().filter(this::has).findFirst().orElseThrow();
    }

    private boolean has(Service service) {
        return service.isRunning()
                && studio.cluster()
                        .admin()
                        .get("/api/v1/nodes")
                        .json()
                        .path("items")
                        .valueStream()
                        .filter(node -> node.path("nodeId").asString("").equals(service.toString()))
                        .anyMatch(node ->
                                node.path("holds")
                                        .valueStream()
                                        .anyMatch(held ->
                                                held.path("streamId").asString("").equals(id())));
    }

    /** What of a rung is not as in the source from segment {@code from} to segment {@code to}. */
    Pictures.Difference difference(String rung, long from, long to) {
        return pictures(rung, from, to).differenceFrom(pictures(SOURCE, from, to), from, to);
    }

    /** The decoded pictures of a rendition from segment {@code from} to segment {@code to}. */
    Pictures pictures(String rendition, long from, long to) {
        var work = studio.cluster().programs().directory("archive").resolve(id() + ".mp4");
        var segments =
                archive.segments(rendition).stream()
                        .filter(kept -> kept.msn() >= from && kept.msn() <= to)
                        .toList();
        return Pictures.decode(studio.ffmpeg(), work, rendition, segments);
    }

    /**
     * Makes sure that rungs have every picture of the source, once, at its time, from segment {@code from} to segment {@code to}, and
     * that each of their segments begins as the source's does.
     */
    void assertSame(long from, long to, List<String> rungs) {
        var source = pictures(SOURCE, from, to);
        for (var rung : rungs) {
            var difference = pictures(rung, from, to).differenceFrom(source, from, to);
            studio.note(title + ": segments " + from + " to " + to + ": " + difference);
            assertThat(difference).matches(Pictures.Difference::isNone);
            assertThat(difference.compared()).isPositive();
            assertAligned(from, to, rung);
        }
        assertThat(archive.complaints()).isEmpty();
    }

    private void assertAligned(long from, long to, String rung) {
        var starts = starts(SOURCE, from, to);
        assertThat(starts(rung, from, to)).as("where segments of %s start", rung).isEqualTo(starts);
        assertThat(starts).hasSize((int) (to - from + 1));
        assertThat(between(rung, from, to))
                .allSatisfy(kept ->
                        assertThat(kept.samples().getFirst().isIdr())
                                .as("%s %d begins with an IDR", rung, kept.msn())
                                .isTrue());
    }

    /** The first picture's time of each segment. */
    private Map<Long, Long> starts(String rendition, long from, long to) {
        return between(rendition, from, to).stream()
                .collect(
                        java.util.stream.Collectors.toMap(
                                Archive.Kept::msn,
                                kept ->
                                        kept.samples().stream()
                                                .mapToLong(sample -> sample.pts())
                                                .min()
                                                .orElseThrow()));
    }

    private List<Archive.Kept> between(String rendition, long from, long to) {
        return archive.segments(rendition).stream()
                .filter(kept -> kept.msn() >= from && kept.msn() <= to)
                .toList();
    }

    /** Ends the broadcast, and waits until every rendition's playlist has ended and all of it is kept. */
    void complete(List<String> rungs) {
        publisher.stop();
        studio.complete(studio.cluster().admin(), id());
        for (var rung : rungs) {
            within(
                    "the playlist of " + rung + " of " + title + " ends",
                    () -> hls().playlist(rung).filter(playlist -> playlist.ended()).isPresent());
        }
        archive.look();
        archive.close();
    }

    static void within(String what, Callable<Boolean> holds) {
        await(what).atMost(SOON).pollInterval(LOOK).ignoreExceptions().until(holds);
    }

    @Override
    public void close() {
        archive.close();
        publisher.close();
    }
}
