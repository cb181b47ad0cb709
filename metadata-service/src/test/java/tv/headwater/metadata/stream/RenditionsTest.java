package tv.headwater.metadata.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.api.LiveStream.PlayableRendition;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.node.LadderHealth;
import tv.headwater.contract.node.SourceHealth;
import tv.headwater.metadata.cluster.Vitals;

class RenditionsTest {

    private static final SourceHealth.Video VIDEO =
            new SourceHealth.Video("avc1", 1280, 720, 29.97, 3_000_000, 2.0, false, "avc1.64001F");
    private static final SourceHealth.Audio AAC =
            new SourceHealth.Audio("mp4a", 48_000, 2, 128_000, "mp4a.40.2");

    private static Vitals vitals(
            SourceHealth.Video video, SourceHealth.Audio audio, LadderHealth.Rung... rungs) {
        long bitrate = (video == null ? 0L : 3_000_000L) + (audio == null ? 0L : 128_000L);
        return new Vitals(
                1L,
                new SourceHealth(video, audio, bitrate, 0, 0),
                true,
                new LadderHealth(List.of(rungs), 1, 0, 0, 0, 0),
                null);
    }

    private static LadderHealth.Rung rung(
            String name, int height, LadderHealth.State state, String codecs, Long bitrate) {
        return new LadderHealth.Rung(
                new Rendition(name),
                "avc1",
                height * 16 / 9,
                height,
                "libx264",
                state,
                codecs,
                bitrate);
    }

    @Test
    void areTheSourceAndTheRungsThatRun() {
        var running = LadderHealth.State.RUNNING;
        assertThat(
                        Renditions.of(
                                vitals(
                                        VIDEO,
                                        AAC,
                                        rung("576p", 576, LadderHealth.State.SHED, null, null),
                                        rung("480p", 480, running, "avc1.64001E", 1_200_000L),
                                        rung("360p", 360, running, null, null))))
                .containsExactly(
                        new PlayableRendition(
                                "source", 1280, 720, 29.97, "avc1.64001F,mp4a.40.2", 3_128_000L),
                        new PlayableRendition(
                                "480p", 853, 480, 29.97, "avc1.64001E,mp4a.40.2", 1_328_000L),
                        new PlayableRendition("360p", 640, 360, 29.97, "avc1,mp4a.40.2", null));
    }

    @Test
    void ofAudioAlone() {
        assertThat(Renditions.of(vitals(null, AAC)))
                .containsExactly(
                        new PlayableRendition("audio", null, null, null, "mp4a.40.2", 128_000L));
    }

    @Test
    void rungsGoWithTranscodedAudioWhereTheSourcesIsNotAac() {
        var opus = new SourceHealth.Audio("Opus", 48_000, 2, 128_000, null);
        assertThat(
                        Renditions.of(
                                vitals(
                                        VIDEO,
                                        opus,
                                        rung("480p", 480, LadderHealth.State.RUNNING, null, 1L))))
                .extracting(PlayableRendition::codecs)
                .containsExactly("avc1.64001F,Opus", "avc1,mp4a.40.2");
    }

    @Test
    void areNoneWhereNothingIsKnown() {
        assertThat(Renditions.of(Vitals.NONE)).isEmpty();
    }
}
