package tv.headwater.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tv.headwater.contract.api.LiveStream;
import tv.headwater.contract.api.Problem;
import tv.headwater.contract.api.PublishGrantsApi.PublishGrant;
import tv.headwater.contract.api.Recording;
import tv.headwater.contract.api.StreamHealth;
import tv.headwater.contract.event.SessionEndReason;
import tv.headwater.contract.event.StreamEvent;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.Json;
import tv.headwater.contract.node.LadderHealth;
import tv.headwater.contract.node.NodeRole;
import tv.headwater.contract.node.NodeStatus;
import tv.headwater.contract.node.SourceHealth;
import tv.headwater.contract.stream.ContentSecret;
import tv.headwater.contract.stream.Encryption;
import tv.headwater.contract.stream.Ladder;
import tv.headwater.contract.stream.LatencyMode;
import tv.headwater.contract.stream.PlaybackPolicy;
import tv.headwater.contract.stream.StreamSettings;
import tv.headwater.contract.stream.StreamStatus;
import tv.headwater.contract.stream.VideoCodec;

/** JSON as it crosses process boundaries: what stands in a golden file is written and read, forever. Add files, do not edit them. */
class GoldenJsonTest {

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

    static Stream<Arguments> values() {
        return Stream.concat(events(), documents());
    }

    private static Stream<Arguments> events() {
        return Stream.of(
                event("stream_completed", new StreamEvent.StreamCompleted(ID, AT)),
                event("stream_disabled", new StreamEvent.StreamDisabled(ID, AT)),
                event("stream_deleted", new StreamEvent.StreamDeleted(ID, AT)),
                event("stream_key_reset", new StreamEvent.StreamKeyReset(ID, AT)),
                event(
                        "session_started",
                        new StreamEvent.SessionStarted(
                                ID, AT, 1024, new NodeId("ingest-1"), "192.0.2.7")),
                event("session_active", new StreamEvent.SessionActive(ID, AT, 1024)),
                event(
                        "session_ended",
                        new StreamEvent.SessionEnded(
                                ID, AT, 1024, SessionEndReason.PUBLISHER_LEFT, 4711, 12L, 1L, 3)),
                event(
                        "session_ended_without_media",
                        new StreamEvent.SessionEnded(
                                ID,
                                AT,
                                1024,
                                SessionEndReason.MEDIA_TIMEOUT,
                                0,
                                null,
                                null,
                                null)));
    }

    private static Arguments event(String file, StreamEvent event) {
        return Arguments.of(file, event, StreamEvent.class);
    }

    private static Arguments document(String file, Object value) {
        return Arguments.of(file, value, value.getClass());
    }

    private static Stream<Arguments> documents() {
        return Stream.of(
                document(
                        "stream_settings",
                        new StreamSettings(
                                ID,
                                StreamStatus.ACTIVE,
                                PlaybackPolicy.PUBLIC,
                                LatencyMode.LOW,
                                Ladder.AUTO,
                                0,
                                60,
                                Encryption.NONE,
                                3,
                                2048,
                                AT)),
                document(
                        "stream_settings_new",
                        new StreamSettings(
                                ID,
                                StreamStatus.IDLE,
                                PlaybackPolicy.SIGNED,
                                LatencyMode.STANDARD,
                                new Ladder.Rungs(
                                        List.of(
                                                new Ladder.Rung(
                                                        new Rendition("720p"),
                                                        720,
                                                        3_000_000,
                                                        VideoCodec.H264))),
                                600,
                                0,
                                Encryption.AES_128,
                                null,
                                0,
                                AT)),
                document(
                        "stream_settings_encrypted",
                        new StreamSettings(
                                ID,
                                StreamStatus.IDLE,
                                PlaybackPolicy.PUBLIC,
                                LatencyMode.LOW,
                                Ladder.AUTO,
                                0,
                                60,
                                Encryption.AES_128,
                                new ContentSecret("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"),
                                null,
                                0,
                                AT)),
                document(
                        "node_status_ingest",
                        new NodeStatus(
                                new NodeId("ingest-1"),
                                NodeRole.INGEST,
                                "0.1.0",
                                java.net.URI.create("http://10.0.0.1:9083"),
                                "rtmp://{host}:1935/live",
                                STARTED,
                                BEAT,
                                0.25,
                                false,
                                false,
                                List.of(
                                        new NodeStatus.Held(
                                                ID, 1024L, STARTED.plusSeconds(10), null, null)))),
                document(
                        "node_status_edge",
                        new NodeStatus(
                                new NodeId("edge-1"),
                                NodeRole.EDGE,
                                "0.1.0",
                                java.net.URI.create("http://10.0.0.2:8090"),
                                null,
                                STARTED,
                                BEAT,
                                0,
                                true,
                                true,
                                List.of(NodeStatus.Held.of(ID)))),
                document(
                        "node_status_ingest_measured",
                        new NodeStatus(
                                new NodeId("ingest-1"),
                                NodeRole.INGEST,
                                "0.1.0",
                                java.net.URI.create("http://10.0.0.1:9083"),
                                null,
                                STARTED,
                                BEAT,
                                0.25,
                                false,
                                false,
                                List.of(
                                        new NodeStatus.Held(
                                                ID,
                                                1024L,
                                                STARTED.plusSeconds(10),
                                                new SourceHealth(
                                                        new SourceHealth.Video(
                                                                "avc1", 1280, 720, 29.97, 2_900_000,
                                                                2.0, true, null),
                                                        new SourceHealth.Audio(
                                                                "mp4a", 48_000, 2, 128_000, null),
                                                        3_050_000,
                                                        0,
                                                        12),
                                                null)))),
                document(
                        "node_status_transcoder",
                        new NodeStatus(
                                new NodeId("transcoder-1"),
                                NodeRole.TRANSCODER,
                                "0.1.0",
                                java.net.URI.create("http://10.0.0.3:9084"),
                                null,
                                STARTED,
                                BEAT,
                                0.5,
                                false,
                                false,
                                List.of(3, 7),
                                List.of(
                                        NodeStatus.Held.of(
                                                ID,
                                                new LadderHealth(
                                                        List.of(
                                                                new LadderHealth.Rung(
                                                                        new Rendition("480p"),
                                                                        "avc1",
                                                                        854,
                                                                        480,
                                                                        "libx264",
                                                                        LadderHealth.State.SHED)),
                                                        1.5,
                                                        40,
                                                        1,
                                                        0,
                                                        3))))),
                document(
                        "node_status_transcoder_capacity",
                        new NodeStatus(
                                new NodeId("transcoder-1"),
                                NodeRole.TRANSCODER,
                                "0.1.0",
                                java.net.URI.create("http://10.0.0.3:9084"),
                                null,
                                STARTED,
                                BEAT,
                                0.5,
                                6.4,
                                false,
                                false,
                                List.of(3, 7),
                                List.of())),
                document(
                        "publish_grant",
                        new PublishGrant(
                                ID,
                                1024,
                                3,
                                LatencyMode.LOW,
                                60,
                                Encryption.AES_128,
                                12L,
                                1L,
                                3,
                                AT)),
                document(
                        "problem",
                        new Problem(
                                "about:blank",
                                "Bad Request",
                                400,
                                "unknown_property",
                                "unknown property 'x'",
                                "x")),
                document("stream_health", health()),
                document(
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
                document("live_stream", whole()),
                document("live_stream_public", open()));
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

    private static String golden(String file) {
        try (var in = GoldenJsonTest.class.getResourceAsStream("/golden/" + file + ".json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    void isWrittenAsItStands(String file, Object value, Class<?> type) {
        var expected = Json.MAPPER.readTree(golden(file));
        assertThat(Json.MAPPER.readTree(Json.write(value))).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    void isReadAsItWasMeant(String file, Object value, Class<?> type) {
        assertThat((Object) Json.read(golden(file).getBytes(StandardCharsets.UTF_8), type))
                .isEqualTo(value);
    }

    @Test
    void aNewerWritersPropertyIsSkipped() {
        var newer = golden("session_active").replace("\"epoch\"", "\"new\":{},\"epoch\"");
        assertThat(Json.read(newer.getBytes(StandardCharsets.UTF_8), StreamEvent.class))
                .isEqualTo(new StreamEvent.SessionActive(ID, AT, 1024));
    }

    @Test
    void noSecretIsPrinted() {
        assertThat(whole().toString()).doesNotContain("sk_live_x");
    }
}
