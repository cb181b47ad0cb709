package tv.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tv.headwater.e2e.Broadcast.Kind;
import tv.headwater.e2e.cluster.Api;
import tv.headwater.e2e.media.Hls;

/**
 * Two packagers, of which now the one and now the other is killed, serve the same bytes of a ladder whose publisher comes and goes: each
 * playlist at each position, each part, segment and init segment, MPEG-TS too, compared by SHA-256.
 *
 * <p>What tells of several renditions at once, the multivariant playlists and the DASH manifest, depends on how far each of them is and not
 * on how far one is: it is compared when nothing moves.
 */
@Order(10)
@ExtendWith(StudioExtension.class)
class TwinOriginsTest {

    private static final int KILLS = 3;
    private static final int MOST_SEGMENTS_BETWEEN = 3;
    private static final List<String> AT_REST =
            List.of("index.m3u8", "ts/index.m3u8", "manifest.mpd");

    private static final Map<String, String> SORTS =
            new TreeMap<>(
                    Map.of(
                            "[^/]+/index\\.m3u8 from .*", "playlists",
                            "[^/]+/index\\.m3u8\\?_HLS_skip.*", "delta updates",
                            "ts/.*m3u8.*", "MPEG-TS playlists",
                            "ts/[^ ]*\\.ts", "MPEG-TS segments",
                            "[^/]+/\\d+\\.m4s", "segments",
                            "[^/]+/\\d+\\.\\d+\\.m4s", "parts",
                            ".*\\.mp4", "init segments"));

    private final Studio studio;

    TwinOriginsTest(Studio studio) {
        this.studio = studio;
    }

    @Test
    void serveTheSameBytesWhicheverDies() {
        studio.cluster().startTranscoders();
        long seed = System.nanoTime();
        var random = new Random(seed);
        var kind =
                Kind.of("Twins", Map.of("ladder", "auto"), studio.clips().numbered(64))
                        .reconnecting();
        try (var broadcast = Broadcast.start(studio, kind);
                var first = Witness.start(twin(0, broadcast));
                var second = Witness.start(twin(1, broadcast))) {
            broadcast.awaitSegments(2);
            List<String> told = new ArrayList<>();
            for (int i = 0; i < KILLS; i++) {
                told.add(tell(broadcast, "turn " + i));
                long more = 1L + random.nextInt(MOST_SEGMENTS_BETWEEN);
                broadcast.awaitSegments(broadcast.hls().segments(Hls.VIDEO) + more);
                var victim = studio.cluster().packager(random.nextInt(2));
                victim.kill();
                victim.start();
                victim.awaitReady();
            }
            broadcast.awaitSegments(broadcast.hls().segments(Hls.VIDEO) + 2);
            broadcast.end();
            assertSameAtRest(broadcast, first, second);
            assertThat(told)
                    .allSatisfy(id ->
                            assertThat(twin(0, broadcast).text(Hls.VIDEO + "/index.m3u8"))
                                    .contains("#EXT-X-DATERANGE:ID=\"" + id + "\""));
            assertSame(first, second, broadcast, seed);
        }
    }

    /**
     * Timed metadata of the source's time.
     *
     * @return its id
     */
    private String tell(Broadcast broadcast, String text) {
        var path = "/api/v1/live-streams/" + broadcast.id() + "/metadata";
        var event = Map.of("class", "tv.headwater.turn", "duration", 600, "text", text);
        var answers = new ArrayList<Api.Answer>();
        // Its publisher comes and goes, and for a moment it may be no live stream.
        await(text + " is told")
                .until(() -> {
                    answers.add(studio.cluster().admin().post(path, event));
                    return answers.getLast().status() == 201;
                });
        return answers.getLast().json().path("id").asString();
    }

    private Hls twin(int index, Broadcast broadcast) {
        return studio.hls(studio.cluster().packagerUrl(index), broadcast.id());
    }

    /** Waits until both have said all there is to say. */
    private void assertSameAtRest(Broadcast broadcast, Witness first, Witness second) {
        for (var path : AT_REST) {
            await("both say the same of " + path)
                    .untilAsserted(() ->
                            assertThat(twin(1, broadcast).bytes(path))
                                    .isEqualTo(twin(0, broadcast).bytes(path)));
        }
        await("both have told the end of every rendition")
                .until(() -> ends(first).size() >= 3 && ends(first).equals(ends(second)));
    }

    private static List<String> ends(Witness witness) {
        return witness.hashes().keySet().stream().filter(name -> name.endsWith(" ended")).toList();
    }

    private void assertSame(Witness first, Witness second, Broadcast broadcast, long seed) {
        var mine = first.hashes();
        var others = second.hashes();
        List<String> differing = new ArrayList<>();
        var compared = new TreeMap<String, Integer>();
        mine.forEach((name, hash) -> {
            var other = others.get(name);
            if (other != null) {
                compared.merge(sort(name), 1, Integer::sum);
                if (!other.equals(hash)) {
                    differing.add(
                            "%s: %s instead of %s"
                                    .formatted(
                                            name,
                                            first.linesBeside(second, name),
                                            second.linesBeside(first, name)));
                }
            }
        });
        studio.note(
                "twins: %d kills, %d reconnects, seed %d: compared %s, %d differ; %d and %d were said by one alone"
                        .formatted(
                                KILLS,
                                broadcast.reconnects(),
                                seed,
                                compared,
                                differing.size(),
                                mine.keySet().stream().filter(n -> !others.containsKey(n)).count(),
                                others.keySet().stream()
                                        .filter(n -> !mine.containsKey(n))
                                        .count()));
        assertThat(differing).isEmpty();
        assertThat(first.contradictions()).isEmpty();
        assertThat(second.contradictions()).isEmpty();
        assertThat(broadcast.reconnects()).isPositive();
        assertThat(compared.keySet()).containsAll(SORTS.values());
        assertThat(compared.get("playlists")).isGreaterThan(100);
        assertThat(compared.get("parts")).isGreaterThan(100);
    }

    private static String sort(String name) {
        return SORTS.entrySet().stream()
                .filter(sort -> name.matches(sort.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new AssertionError("of no sort: " + name));
    }
}
