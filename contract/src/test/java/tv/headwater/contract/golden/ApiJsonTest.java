package tv.headwater.contract.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tv.headwater.contract.api.LiveStream;
import tv.headwater.contract.api.Problem;
import tv.headwater.contract.api.Recording;
import tv.headwater.contract.api.StreamHealth;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.node.LadderHealth;
import tv.headwater.contract.node.SourceHealth;
import tv.headwater.contract.stream.Encryption;
import tv.headwater.contract.stream.Ladder;
import tv.headwater.contract.stream.LatencyMode;
import tv.headwater.contract.stream.PlaybackPolicy;
import tv.headwater.contract.stream.StreamStatus;

/** What the REST API answers. */
class ApiJsonTest {

    private static final StreamId ID = new StreamId("abcdefgh01234567");
    private static final Instant AT = Instant.parse("2026-11-22T12:00:00.123456Z");
    private static final Instant STARTED = Instant.parse("2026-11-22T12:00:00Z");
    private static final Instant BEAT = Instant.parse("2026-11-22T12:00:10.5Z");
    private static final LiveStream.Playback PLAYBACK =
            new LiveStream.Playback(
                    "http://localhost:8080/live/abcdefgh01234567/index.m3u8",
                    "http://localhost:8080/live/abcdefgh01234567/manifest.mpd",
                    "http://localhost:8080/live/abcdefgh01234567/poster.jpg",
                    "http://localhost:8080/watch/abcdefgh01234567");

    static Stream<Golden> values() {
        return Stream.of(
                Golden.of(
                        "problem",
                        new Problem(
                                "about:blank",
                                "Bad Request",
                                400,
                                "unknown_property",
                                "unknown property 'x'",
                                "x")),
                Golden.of("stream_health", health()),
                Golden.of(
                        "stream_health_idle",
                        new StreamHealth(
                                ID,
                                StreamStatus.IDLE,
                                StreamHealth.Status.GOOD,
                                List.of(),
                                null,
                                null,
                                null,
                                null,
                                null)),
                Golden.of("live_stream", whole()),
                Golden.of("live_stream_public", open()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    void isWrittenAndReadAsItStands(Golden golden) {
        golden.check();
    }

    private static StreamHealth health() {
        return new StreamHealth(
                ID,
                StreamStatus.ACTIVE,
                StreamHealth.Status.BAD,
                List.of(
                        new StreamHealth.Issue(
                                StreamHealth.IssueCode.KEYFRAME_INTERVAL_LONG.code(),
                                StreamHealth.Status.BAD,
                                "12.0 s between keyframes exceed 10 s"),
                        new StreamHealth.Issue(
                                StreamHealth.IssueCode.TRANSCODE_SHED.code(),
                                StreamHealth.Status.WARNING,
                                "480p is left out")),
                new SourceHealth.Video(
                        "avc1", 1280, 720, 30, 2_900_000, 12.0, false, "avc1.64001F"),
                new SourceHealth.Audio("mp4a", 48_000, 2, 128_000, "mp4a.40.2"),
                3_028_000L,
                new LadderHealth(
                        List.of(
                                new LadderHealth.Rung(
                                        new Rendition("480p"),
                                        "avc1",
                                        854,
                                        480,
                                        "libx264",
                                        LadderHealth.State.SHED,
                                        "avc1.64001E",
                                        1_200_000L)),
                        1.5,
                        40,
                        0,
                        0,
                        0),
                BEAT);
    }

    private static LiveStream whole() {
        return new LiveStream(
                ID,
                "Launch",
                "d",
                List.of("space"),
                Map.of("k", "v"),
                "alice",
                StreamStatus.ACTIVE,
                new LiveStream.Ingest(
                        "rtmp://localhost:1935/live",
                        "rtmps://localhost:1936/live",
                        "srt://localhost:9000",
                        "sk_live_x"),
                PLAYBACK,
                PlaybackPolicy.PUBLIC,
                LatencyMode.LOW,
                Ladder.AUTO,
                List.of(
                        new LiveStream.PlayableRendition(
                                "source", 1280, 720, 29.97, "avc1.64001f,mp4a.40.2", 3_128_000L)),
                0,
                60,
                Recording.OFF,
                Encryption.NONE,
                0,
                AT,
                STARTED.plusSeconds(1),
                STARTED.plusSeconds(3600));
    }

    private static LiveStream open() {
        return new LiveStream(
                ID,
                "Launch",
                null,
                List.of(),
                null,
                "alice",
                StreamStatus.IDLE,
                null,
                PLAYBACK,
                PlaybackPolicy.PUBLIC,
                LatencyMode.STANDARD,
                null,
                List.of(),
                0,
                null,
                null,
                null,
                0,
                AT,
                null,
                null);
    }

    @Test
    void noSecretIsPrinted() {
        assertThat(whole().toString()).doesNotContain("sk_live_x");
    }
}
