package tv.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
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

/** Every kind of source with a ladder, all at once. */
@Order(8)
@ExtendWith(StudioExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LadderVarietyTest {

    private static final List<String> RUNG = List.of("240p");
    private static final int AUDIO_STARTS_MS = 5_000;

    private final Studio studio;
    private LiveLadder ntsc;
    private LiveLadder videoOnly;
    private LiveLadder lateAudio;
    private LiveLadder quality;
    private LiveLadder sourceOnly;

    LadderVarietyTest(Studio studio) {
        this.studio = studio;
    }

    @BeforeAll
    void publish() {
        studio.cluster().startTranscoders();
        var clips = studio.clips();
        var normal = clips.numbered(64);
        ntsc = LiveLadder.start(studio, "29.97", "auto", clips.numberedNtsc(32));
        videoOnly = LiveLadder.start(studio, "No audio", "auto", clips.numberedVideoOnly(32));
        lateAudio =
                LiveLadder.start(
                        studio, "Late audio", "auto", normal.withAudioFrom(AUDIO_STARTS_MS));
        quality =
                LiveLadder.start(
                        studio,
                        Map.of("title", "Quality", "ladder", "auto", "latencyMode", "standard"),
                        normal);
        sourceOnly = LiveLadder.start(studio, "Source alone", "source", normal);
    }

    @AfterAll
    void end() {
        Stream.of(ntsc, videoOnly, lateAudio, quality, sourceOnly)
                .filter(java.util.Objects::nonNull)
                .forEach(LiveLadder::close);
    }

    @Test
    @Order(1)
    void theSourceAloneHasAPoster() throws IOException {
        LadderTest.assertPosterChanges(sourceOnly.hls());
        assertThat(sourceOnly.multivariant().renditions()).containsExactly("source");
        sourceOnly.close();
    }

    @Test
    @Order(2)
    void ntscWithBFrames() {
        var archive = whole(ntsc, 6);
        assertThat(Double.parseDouble(archive.multivariant().variant("240p").get("FRAME-RATE")))
                .isCloseTo(30_000 / 1001.0, within(0.01));
        assertThat(ntsc.archive().segments("240p").getFirst().segment().duration())
                .isBetween(2.0015, 2.0025);
    }

    @Test
    @Order(3)
    void withoutAudio() {
        whole(videoOnly, 6);

        assertThat(videoOnly.multivariant().variant("240p").get("CODECS")).doesNotContain("mp4a");
    }

    @Test
    @Order(4)
    void audioThatBeginsLate() {
        whole(lateAudio, 6);

        assertThat(lateAudio.multivariant().variant("240p").get("CODECS")).contains("mp4a.40.2");
    }

    @Test
    @Order(5)
    void lookaheadAndBFrames() {
        whole(quality, 6);

        assertThat(quality.archive().segments("240p"))
                .anyMatch(kept ->
                        kept.samples().stream().anyMatch(sample -> sample.pts() > sample.dts()));
    }

    @Test
    @Order(6)
    void anotherPictureSize() {
        var clips = studio.clips();
        try (var resized =
                LiveLadder.start(
                        studio,
                        "Larger after 8 s",
                        "auto",
                        clips.numbered(8),
                        clips.numberedLarger(32))) {
            resized.awaitSegments(3, "360p");
            resized.complete(List.of("240p", "360p"));

            var archive = resized.archive();
            long last = archive.newestMsn(LiveLadder.SOURCE);
            resized.assertSame(0, last, RUNG);
            long first = archive.segments("360p").getFirst().msn();
            assertThat(first).as("where the source has grown").isGreaterThanOrEqualTo(4);
            resized.assertSame(first, last, List.of("360p"));
            for (var rendition : List.of("source", "240p")) {
                assertThat(archive.segments(rendition).getLast().discontinuitySequence())
                        .as("discontinuities of %s", rendition)
                        .isEqualTo(1);
            }
        }
    }

    /** Ends a broadcast of at least so many segments, and holds its ladder to having every picture. */
    private LiveLadder whole(LiveLadder live, int segments) {
        live.awaitSegments(segments, LiveLadder.SOURCE, "240p");
        live.complete(RUNG);
        var archive = live.archive();
        assertThat(archive.renditions()).containsExactlyInAnyOrder("source", "240p");
        assertThat(archive.segments("240p").getFirst().msn()).isZero();
        live.assertSame(0, archive.newestMsn(LiveLadder.SOURCE), RUNG);
        return live;
    }
}
