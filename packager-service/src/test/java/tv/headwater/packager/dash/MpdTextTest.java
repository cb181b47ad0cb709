package tv.headwater.packager.dash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tv.headwater.packager.dash.Mpd.AdaptationSet;
import tv.headwater.packager.dash.Mpd.Content;
import tv.headwater.packager.dash.Mpd.Period;
import tv.headwater.packager.dash.Mpd.Picture;
import tv.headwater.packager.dash.Mpd.Representation;
import tv.headwater.packager.dash.Mpd.Segment;
import tv.headwater.packager.dash.Mpd.SegmentTemplate;
import tv.headwater.packager.dash.Mpd.Sound;

/** Golden files: added to, never edited. */
class MpdTextTest {

    private static final Instant START = Instant.parse("2026-11-01T00:00:01.067089Z");

    /** A ladder with parts, after a reconnection, its small rung encoded by another transcoder and with a picture late. */
    @Test
    void dynamic() throws IOException {
        var before =
                new Period(
                        "3",
                        Duration.between(Instant.EPOCH, START),
                        List.of(
                                new AdaptationSet(
                                        false,
                                        List.of(
                                                video(
                                                        "source",
                                                        "3",
                                                        90_000,
                                                        new Picture(1920, 1080, 29_970),
                                                        7,
                                                        List.of(
                                                                new Segment(90_000, 180_180),
                                                                new Segment(270_180, 180_180),
                                                                new Segment(450_360, 90_090)))))));
        var now =
                new Period(
                        "4",
                        Duration.between(Instant.EPOCH, START.plusSeconds(30)),
                        List.of(
                                new AdaptationSet(
                                        true,
                                        List.of(
                                                video(
                                                        "source",
                                                        "4",
                                                        96_000,
                                                        new Picture(1920, 1080, 30_000),
                                                        10,
                                                        List.of(
                                                                new Segment(96_000, 180_000),
                                                                new Segment(276_000, 180_000),
                                                                new Segment(456_003, 180_000),
                                                                new Segment(636_003, 180_000))),
                                                video(
                                                        "720p-3735928559",
                                                        "3735928559",
                                                        96_000,
                                                        new Picture(1280, 720, 30_000),
                                                        12,
                                                        List.of(new Segment(456_003, 180_000))))),
                                new AdaptationSet(
                                        true,
                                        List.of(
                                                audio(
                                                        51_200,
                                                        10,
                                                        List.of(
                                                                new Segment(51_200, 95_232),
                                                                new Segment(146_432, 96_256)))))));
        assertThat(mpd(true, null, List.of(before, now)).text()).isEqualTo(golden("dynamic.mpd"));
    }

    @Test
    void ended() throws IOException {
        var period =
                new Period(
                        "0",
                        Duration.between(Instant.EPOCH, START),
                        List.of(
                                new AdaptationSet(
                                        true,
                                        List.of(
                                                audio(
                                                        51_200,
                                                        10,
                                                        List.of(new Segment(51_200, 95_232)))))));
        var end = Duration.between(Instant.EPOCH, START).plusMillis(1984);
        assertThat(mpd(true, end, List.of(period)).text()).isEqualTo(golden("ended.mpd"));
    }

    @Test
    void withoutParts() throws IOException {
        var period =
                new Period(
                        "0",
                        Duration.between(Instant.EPOCH, START),
                        List.of(
                                new AdaptationSet(
                                        true,
                                        List.of(
                                                audio(
                                                        51_200,
                                                        10,
                                                        List.of(new Segment(51_200, 95_232)))))));
        assertThat(mpd(false, null, List.of(period)).text()).isEqualTo(golden("standard.mpd"));
    }

    private static Mpd mpd(boolean lowLatency, @Nullable Duration end, List<Period> periods) {
        return new Mpd(
                START.plusSeconds(38).plusNanos(4000),
                Duration.ofMillis(1500),
                Duration.ofSeconds(36),
                Duration.ofSeconds(3),
                Duration.ofSeconds(9),
                lowLatency,
                end,
                periods);
    }

    private static Representation video(
            String id,
            String init,
            long offset,
            Content picture,
            long startNumber,
            List<Segment> segments) {
        var rendition = id.split("-", 2)[0];
        return new Representation(
                id,
                1_400_000,
                "avc1.640028",
                picture,
                template(90_000, offset, rendition, init, startNumber, segments));
    }

    private static Representation audio(long offset, long startNumber, List<Segment> segments) {
        return new Representation(
                "audio",
                128_000,
                "mp4a.40.2",
                new Sound(48_000, 8),
                template(48_000, offset, "audio", "4", startNumber, segments));
    }

    private static SegmentTemplate template(
            int timescale,
            long offset,
            String rendition,
            String init,
            long startNumber,
            List<Segment> segments) {
        return new SegmentTemplate(
                timescale,
                offset,
                rendition + "/init-" + init + ".mp4",
                rendition + "/$Number$.m4s",
                startNumber,
                segments);
    }

    private static String golden(String name) throws IOException {
        try (var in = MpdTextTest.class.getResourceAsStream("/dash/" + name)) {
            return new String(
                    Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
