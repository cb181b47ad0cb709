package tv.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tv.headwater.e2e.cluster.Api;
import tv.headwater.e2e.media.Hls;
import tv.headwater.e2e.media.MediaPlaylist;
import tv.headwater.e2e.media.Packet;

/** An ingest and a packager die without warning, and come back. */
@Order(2)
@ExtendWith(StudioExtension.class)
class RestartTest {

    private static final List<String> RENDITIONS = List.of(Hls.VIDEO, Hls.AUDIO);

    private final Studio studio;
    private final Api api;

    RestartTest(Studio studio) {
        this.studio = studio;
        this.api = studio.cluster().admin();
    }

    @Test
    void anIngestIsKilledWhileAnEncoderPublishes() {
        var stream = api.createStream("Ingest killed");
        var hls = studio.hls(stream.id());
        var clip = studio.clips().normal(48);
        try (var encoder =
                        studio.ffmpeg()
                                .publishWithRetries(
                                        "retrying", clip, studio.cluster().rtmpUrl(stream.key()));
                var video = Watcher.start(hls, Hls.VIDEO);
                var audio = Watcher.start(hls, Hls.AUDIO)) {
            Studio.awaitSegments(hls, Hls.VIDEO, 4);
            studio.cluster().ingest().kill();
            long before = hls.segments(Hls.VIDEO);
            studio.cluster().ingest().start();
            studio.cluster().ingest().awaitReady();
            Studio.awaitSegments(hls, Hls.VIDEO, before + 4);
            encoder.awaitSuccess(Duration.ofSeconds(90));
            studio.complete(api, stream.id());

            assertGoesOn(video.segments());
            assertGoesOn(audio.segments());
        }
        assertOnlyTheOutageIsMissing(
                studio.ffmpeg().packets(clip.path()), studio.ffmpeg().packets(hls.url()));
    }

    private static void assertGoesOn(List<MediaPlaylist.Segment> segments) {
        long first = segments.getFirst().msn();
        assertThat(segments.stream().map(MediaPlaylist.Segment::msn))
                .containsExactlyElementsOf(
                        IntStream.range(0, segments.size()).mapToObj(i -> first + i).toList());
        assertThat(segments.stream().filter(MediaPlaylist.Segment::discontinuity)).hasSize(1);
        assertThat(segments.stream().map(MediaPlaylist.Segment::map).distinct()).hasSize(2);
    }

    /** What came out is what went in but for one gap, which ends at a keyframe; nothing twice, nothing out of order. */
    private static void assertOnlyTheOutageIsMissing(List<Packet> in, List<Packet> out) {
        for (var kind : Packet.Kind.values()) {
            var wanted = payloads(in, kind);
            var got = payloads(out, kind);
            int head = 0;
            while (head < got.size() && wanted.get(head).equals(got.get(head))) {
                head++;
            }
            var tail = afterTheOutage(wanted, head, got);
            assertThat(head).as("%s packets before the outage", kind).isPositive();
            assertThat(tail)
                    .as("%s packets after the outage", kind)
                    .isNotEmpty()
                    .isEqualTo(wanted.subList(wanted.size() - tail.size(), wanted.size()));
        }
    }

    /**
     * ffmpeg sends the packet once more that it was at when the connection broke, if that is an audio packet; then it goes on with
     * the newest. That one belongs to the outage: it had not come out before.
     */
    private static List<String> afterTheOutage(List<String> wanted, int head, List<String> got) {
        var tail = got.subList(head, got.size());
        int first = tail.isEmpty() ? -1 : wanted.indexOf(tail.getFirst());
        boolean again = first >= head && first < wanted.size() - tail.size();
        return again ? tail.subList(1, tail.size()) : tail;
    }

    private static List<String> payloads(List<Packet> packets, Packet.Kind kind) {
        return packets.stream().filter(p -> p.kind() == kind).map(Packet::md5).toList();
    }

    @Test
    void aPackagerIsKilledWhileViewersWatch() {
        try (var steady = SteadyStream.start(studio, "Packager killed")) {
            Studio.awaitSegments(steady.hls(), Hls.VIDEO, 5);
            var first = studio.hls(studio.cluster().packagerUrl(0), steady.stream().id());
            var second = studio.hls(studio.cluster().packagerUrl(1), steady.stream().id());
            var before = objects(first);

            studio.cluster().packager(0).kill();
            long listed = steady.hls().segments(Hls.VIDEO);
            Studio.awaitSegments(steady.hls(), Hls.VIDEO, listed + 3);
            studio.cluster().packager(0).start();
            studio.cluster().packager(0).awaitReady();
            Studio.awaitSegments(first, Hls.VIDEO, listed + 3);

            assertSameBytes(before, first);
            assertSameBytes(before, second);
            assertSameBytes(before, steady.hls());
            var fidelity = steady.finish();
            assertThat(fidelity.videoPackets()).isGreaterThan(10 * 30);
            assertSamePlaylists(first, second);
            assertSameBytes(objects(first), second);
        }
    }

    /** Every init segment and segment that is listed, by its path. */
    private static Map<String, byte[]> objects(Hls hls) {
        var objects = new LinkedHashMap<String, byte[]>();
        for (var rendition : RENDITIONS) {
            for (var segment : hls.playlist(rendition).orElseThrow().segments()) {
                for (var name : List.of(segment.map(), segment.uri())) {
                    objects.computeIfAbsent(rendition + "/" + name, hls::bytes);
                }
            }
        }
        assertThat(objects).hasSizeGreaterThan(2 * 5);
        return objects;
    }

    private static void assertSameBytes(Map<String, byte[]> expected, Hls hls) {
        expected.forEach((path, bytes) ->
                assertThat(hls.bytes(path)).as("%s of %s", path, hls.server()).isEqualTo(bytes));
    }

    private static void assertSamePlaylists(Hls first, Hls second) {
        for (var path : List.of("index.m3u8", "source/index.m3u8", "audio/index.m3u8")) {
            await("both packagers say the same of " + path)
                    .untilAsserted(() -> assertThat(first.text(path)).isEqualTo(second.text(path)));
        }
    }
}
