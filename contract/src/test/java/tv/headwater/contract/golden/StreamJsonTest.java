package tv.headwater.contract.golden;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tv.headwater.contract.api.PublishGrantsApi.PublishGrant;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.stream.ContentSecret;
import tv.headwater.contract.stream.Encryption;
import tv.headwater.contract.stream.Ladder;
import tv.headwater.contract.stream.LatencyMode;
import tv.headwater.contract.stream.PlaybackPolicy;
import tv.headwater.contract.stream.StreamSettings;
import tv.headwater.contract.stream.StreamStatus;
import tv.headwater.contract.stream.VideoCodec;

/** What services tell each other of a stream: its settings, and the grant to publish it. */
class StreamJsonTest {

    private static final StreamId ID = new StreamId("abcdefgh01234567");
    private static final Instant AT = Instant.parse("2026-11-22T12:00:00.123456Z");

    static Stream<Golden> values() {
        return Stream.of(
                Golden.of(
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
                Golden.of(
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
                Golden.of(
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
                                AT,
                                null)),
                Golden.of(
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
                                AT)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    void isWrittenAndReadAsItStands(Golden golden) {
        golden.check();
    }
}
