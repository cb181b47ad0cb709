package tv.headwater.packager.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.SessionRecord;
import tv.headwater.packager.key.ContentSecrets;
import tv.headwater.packager.testing.Broadcast;
import tv.headwater.packager.testing.TakenOver;
import tv.headwater.packager.window.StreamWindow;
import tv.headwater.packager.window.WindowLimits;

/**
 * Packagers that read the two topics in whatever turns, from wherever they begin, serve the same, through a takeover whose
 * loser does not know of it yet, a rung that is shed and comes back, and a second session.
 */
class LadderDeterminismTest {

    private static final WindowLimits LIMITS = new WindowLimits(Duration.ofSeconds(12), 1 << 30);

    /** Segments 7 to 21 in one session, 22 to 36 in the next. */
    private static final List<SessionRecord> SOURCE =
            new Broadcast()
                    .session(Broadcast.testMedia(90_000, 5), TakenOver.sourceTracks(), 2)
                    .end()
                    .session(Broadcast.testMedia(90_000, 5), TakenOver.sourceTracks(), 2)
                    .records();

    private static final TakenOver LANE = TakenOver.of(SOURCE);

    private static final Map<String, ByteBuffer> EXPECTED =
            served(packaged(SOURCE, withoutZombies(), new Random(1), 1));

    private static List<MediaRecord> withoutZombies() {
        var zombies = new HashSet<>(LANE.zombies());
        return LANE.records().stream().filter(record -> !zombies.contains(record)).toList();
    }

    @Example
    void allOfItIsThere() {
        assertThat(EXPECTED)
                .containsKeys(
                        "index", "manifest", "poster", "source", "audio", "audio-aac", "72p", "36p")
                .containsKeys("72p/35", "36p/30", "36p/33", "audio-aac/35");
        assertThat(text("index"))
                .contains("audio-aac/index.m3u8", "72p/index.m3u8", "36p/index.m3u8");
        assertThat(text("36p")).contains("#EXT-X-GAP\n").contains("\n33.m4s");
        assertThat(text("manifest"))
                .contains("type=\"dynamic\"", "Representation id=\"72p-", "init-1.mp4")
                .contains("Representation id=\"36p-", "Representation id=\"audio-aac-");
        assertThat(EXPECTED.get("poster").remaining()).isEqualTo(2000);
    }

    @Property(tries = 60)
    void neitherTurnsNorZombiesMatter(
            @ForAll long seed, @ForAll @DoubleRange(max = 1) double bias) {
        assertThat(served(packaged(SOURCE, LANE.records(), new Random(seed), bias)))
                .isEqualTo(EXPECTED);
    }

    @Property(tries = 60)
    void whoJoinedLaterServesTheSame(
            @ForAll long seed,
            @ForAll @IntRange(max = 100) int sourceFrom,
            @ForAll @IntRange(max = 100) int renditionsFrom) {
        var source = SOURCE.subList(SOURCE.size() * sourceFrom / 101, SOURCE.size());
        int from = LANE.records().size() * renditionsFrom / 101;
        // Where the log begins between a claim and its loser's last record, nobody can know.
        int begin = from > LANE.claimed() && from < LANE.silenced() ? LANE.claimed() : from;
        var renditions = LANE.records().subList(begin, LANE.records().size());
        var joined = served(packaged(source, renditions, new Random(seed), 0.5));
        joined.forEach((name, bytes) -> {
            if (EXPECTED.containsKey(name) && name.contains("/")) {
                assertThat(bytes).as(name).isEqualTo(EXPECTED.get(name));
            }
        });
        if (begin <= LANE.claimed() && sourceFrom <= 40) {
            assertThat(joined).isEqualTo(EXPECTED);
        }
    }

    /** @param bias how likely the next record is the source's */
    private static StreamWindow packaged(
            List<? extends MediaRecord> source,
            List<? extends MediaRecord> renditions,
            Random random,
            double bias) {
        var streams =
                new LiveStreams(
                        new LiveStreams.Limits(LIMITS, 1L << 30, Duration.ofHours(1)),
                        new PackagingMetrics(new SimpleMeterRegistry()),
                        new Fates(),
                        new ContentSecrets(),
                        Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
                        () -> {});
        int nextSource = 0;
        int nextRendition = 0;
        while (nextSource < source.size() || nextRendition < renditions.size()) {
            boolean fromSource =
                    nextRendition == renditions.size()
                            || (nextSource < source.size() && random.nextDouble() < bias);
            if (fromSource) {
                streams.on(Writer.INGEST, source.get(nextSource++), 0);
            } else {
                streams.on(Writer.TRANSCODER, renditions.get(nextRendition++), 0);
            }
        }
        return streams.window(TestMedia.STREAM).orElseThrow();
    }

    /** All that can be asked for, by name. */
    private static Map<String, ByteBuffer> served(StreamWindow window) {
        var served = new TreeMap<String, ByteBuffer>();
        window.multivariant().ifPresent(index -> served.put("index", bytes(index.text())));
        window.mpd(false).ifPresent(mpd -> served.put("manifest", bytes(mpd.text())));
        window.mpd(true).ifPresent(mpd -> served.put("final manifest", bytes(mpd.text())));
        var poster = window.poster();
        if (poster != null) {
            served.put("poster", poster.jpeg());
        }
        for (Rendition rendition : window.renditions().keySet()) {
            var of = window.renditions().get(rendition);
            window.playlist(rendition, true)
                    .ifPresent(playlist -> served.put(rendition.value(), bytes(playlist.text())));
            for (var segment : of.segments()) {
                var init = segment.init();
                served.put(rendition + "/" + segment.msn(), segment.bytes());
                served.put(rendition + "/init-" + init.id(), init.bytes());
            }
        }
        return served;
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(String name) {
        return StandardCharsets.UTF_8.decode(EXPECTED.get(name).duplicate()).toString();
    }
}
