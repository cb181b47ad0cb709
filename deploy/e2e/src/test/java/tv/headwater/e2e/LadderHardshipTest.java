package tv.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import tv.headwater.e2e.cluster.Service;
import tv.headwater.e2e.cluster.Throttle;
import tv.headwater.e2e.media.Archive;
import tv.headwater.e2e.media.FlvFile;
import tv.headwater.e2e.media.FlvTag;
import tv.headwater.e2e.media.Hls;
import tv.headwater.e2e.poison.Poison;

/** What a ladder has to do without, so that the source has nothing to do without: poison and overload. */
@Order(11)
@ExtendWith(StudioExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LadderHardshipTest {

    private static final List<String> RUNGS = List.of("240p", "180p", "144p");
    private static final List<Map<String, Object>> LADDER =
            List.of(
                    Map.of("name", "240p", "height", 240, "videoBitrate", 350_000),
                    Map.of("name", "180p", "height", 180, "videoBitrate", 200_000),
                    Map.of("name", "144p", "height", 144, "videoBitrate", 100_000));

    private static final int CLIP_SECONDS = 64;

    /** The segment with the picture that no worker survives, and which of its pictures that is. */
    private static final int POISONED = 5;

    private static final int POISONOUS = 20;
    private static final int STRIKES = 3;
    private static final String SHED = "headwater_transcode_shed_rungs";

    /** Encodes so thoroughly that {@link #SHARE} of a processor is too little on any machine. */
    private static final String PRESET = "medium";

    /** Of one processor: a fifth of what the ladder takes. */
    private static final double SHARE = 0.06;

    /** Longer than a worker with so little of a processor takes for a sign of life. */
    private static final String WATCHDOG = "6s";

    /** What a player holds back: three segments. */
    private static final Duration STALL = Duration.ofSeconds(6);

    private final Studio studio;
    private Service transcoder;
    private LiveLadder live;

    LadderHardshipTest(Studio studio) {
        this.studio = studio;
    }

    @BeforeAll
    void publish() {
        var clip = studio.clips().numbered(CLIP_SECONDS);
        var poison =
                Poison.option(
                        studio.cluster().programs().directory("poison"), POISONED, poisonous(clip));
        var transcoders =
                studio.cluster()
                        .replaceTranscoders(
                                Map.of(
                                        "headwater.worker.options", poison,
                                        "headwater.transcode.presets.low-latency", PRESET,
                                        "headwater.transcode.watchdog", WATCHDOG));
        live = LiveLadder.start(studio, "Hardship", LADDER, clip);
        transcoder = live.transcoderOf(transcoders);
    }

    private static FlvTag poisonous(FlvFile clip) {
        var pictures = clip.tags().stream().filter(tag -> tag.isVideo() && tag.isUnit()).toList();
        return pictures.get(POISONED * 60 + POISONOUS);
    }

    @AfterAll
    void end() {
        if (live != null) {
            live.close();
        }
        studio.cluster().endTranscoders();
    }

    @Test
    @Order(1)
    void aSegmentThatNoWorkerSurvivesIsSkipped() {
        LiveLadder.within("health tells of a segment skipped", () -> has("transcode_skipped"));
        live.awaitMsn(POISONED + 2, RUNGS);

        var ladder = live.health().json().path("ladder");
        assertThat(ladder.path("restarts").asInt()).isGreaterThanOrEqualTo(STRIKES);
        assertThat(ladder.path("skippedSegments").asInt()).isEqualTo(1);
        assertThat(live.transcoder()).isSameAs(transcoder);
        assertThat(transcoder.log()).anyMatch(line -> line.contains("SIGSEGV"));
        live.assertSame(0, POISONED - 1, RUNGS);
        live.assertSame(POISONED + 1, POISONED + 2, RUNGS);
        assertThat(live.archive().longestPause(LiveLadder.SOURCE, 0))
                .as("stall of the source")
                .isLessThan(STALL);
    }

    @Test
    @Order(2)
    void anOverloadedWorkerShedsRungsFromTheTop() {
        var worker = transcoder.children().getFirst();
        long begin = System.nanoTime();
        try (var _ = new Throttle(worker, SHARE)) {
            LiveLadder.within("a rung is shed", () -> transcoder.metric(SHED) > 0);
        }
        studio.note(
                "overload: a rung is shed after %d ms"
                        .formatted(Duration.ofNanos(System.nanoTime() - begin).toMillis()));

        LiveLadder.within("health tells of a rung shed", () -> has("transcode_shed"));
        var shed = rungs("shed");
        assertThat(shed).as("rungs shed").isEqualTo(RUNGS.subList(0, shed.size()));
        assertThat(rungs("running")).isEqualTo(RUNGS.subList(shed.size(), RUNGS.size()));
        assertThat(rungs("running")).isNotEmpty();
        LiveLadder.within(
                "the rung is not listed any more",
                () -> !live.multivariant().renditions().contains(RUNGS.getFirst()));
        assertThat(live.multivariant().renditions()).contains(LiveLadder.SOURCE, "144p");
        assertThat(worker.isAlive()).as("the same worker works on").isTrue();
    }

    @Test
    @Order(3)
    void theRungsComeBackWhenThereIsRoom() {
        LiveLadder.within("all rungs are at work", () -> rungs("running").equals(RUNGS));
        LiveLadder.within("health has no complaint", () -> !has("transcode_shed"));
        live.awaitMsn(live.archive().newestMsn(LiveLadder.SOURCE) + 1, RUNGS);
        assertThat(live.multivariant().renditions())
                .containsExactlyElementsOf(
                        Stream.concat(Stream.of(LiveLadder.SOURCE), RUNGS.stream()).toList());
    }

    @Test
    @Order(4)
    void inTheEndNothingElseIsMissing() {
        live.complete(RUNGS);

        var archive = live.archive();
        long last = archive.newestMsn(LiveLadder.SOURCE);
        assertThat(archive.segments(LiveLadder.SOURCE)).hasSize((int) last + 1);
        assertThat(archive.longestPause(LiveLadder.SOURCE, 0))
                .as("stall of the source")
                .isLessThan(STALL);
        assertThat(live.hls().segments(Hls.AUDIO)).as("segments of audio").isEqualTo(last + 1);
        live.assertSame(POISONED + 1, last, List.of("144p"));
        for (var rung : RUNGS.subList(0, 2)) {
            assertWhole(rung);
        }
    }

    /** What there is of a rung is whole, from each gap to the next. */
    private void assertWhole(String rung) {
        var numbers =
                live.archive().segments(rung).stream()
                        .map(Archive.Kept::msn)
                        .filter(msn -> msn != POISONED)
                        .toList();
        long from = numbers.getFirst();
        for (int i = 1; i <= numbers.size(); i++) {
            long to = numbers.get(i - 1);
            if (i == numbers.size() || numbers.get(i) != to + 1) {
                live.assertSame(from, to, List.of(rung));
                from = i == numbers.size() ? to : numbers.get(i);
            }
        }
    }

    private boolean has(String issue) {
        return live.health()
                .json()
                .path("issues")
                .valueStream()
                .anyMatch(each -> each.path("code").asString("").equals(issue));
    }

    /** The rungs in a state, from the highest. */
    private List<String> rungs(String state) {
        return live.health()
                .json()
                .path("ladder")
                .path("rungs")
                .valueStream()
                .filter(rung -> rung.path("state").asString("").equals(state))
                .map(rung -> rung.path("name").asString())
                .toList();
    }
}
