package tv.headwater.packager.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.live.HlsQuery;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.contract.stream.StreamStatus;
import tv.headwater.mediahttp.MediaRequest;
import tv.headwater.mediahttp.MediaResponse;
import tv.headwater.mediahttp.MediaResponse.Caching;
import tv.headwater.packager.key.ContentSecrets;
import tv.headwater.packager.stream.Fates;
import tv.headwater.packager.stream.LiveStreams;
import tv.headwater.packager.stream.PackagingMetrics;
import tv.headwater.packager.stream.Writer;
import tv.headwater.packager.testing.Broadcast;
import tv.headwater.packager.testing.Log;
import tv.headwater.packager.window.WindowLimits;

class WindowResourcesTest {

    private final Fates fates = new Fates();
    private final LiveStreams streams =
            new LiveStreams(
                    new LiveStreams.Limits(
                            new WindowLimits(Duration.ofMinutes(1), 1 << 30),
                            1 << 30,
                            Duration.ofHours(1)),
                    new PackagingMetrics(new SimpleMeterRegistry()),
                    fates,
                    new ContentSecrets(),
                    Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
                    () -> {});
    private final WindowResources resources =
            new WindowResources(streams, fates, new ContentSecrets());

    private MediaResponse get(String file, String query) {
        var path = MediaPath.parse("/live/" + TestMedia.STREAM + "/" + file);
        return resources
                .get(new MediaRequest(path, HlsQuery.parse(query), "127.0.0.1"))
                .toCompletableFuture()
                .join();
    }

    private void feed(Broadcast broadcast) {
        broadcast.records().forEach(record -> streams.on(Writer.INGEST, record, 0));
        resources.open();
    }

    @ParameterizedTest
    @CsvSource({
        "index.m3u8, application/vnd.apple.mpegurl, 1, false",
        "source/index.m3u8, application/vnd.apple.mpegurl, 1, false",
        "audio/index.m3u8, application/vnd.apple.mpegurl, 1, false",
        "manifest.mpd, application/dash+xml, 1, false",
        "source/init-0.mp4, video/mp4, 3600, true",
        "source/7.m4s, video/mp4, 3600, true",
        "source/7.0.m4s, video/mp4, 3600, true",
        "source/8.9.m4s, video/mp4, 3600, true",
        "audio/7.3.m4s, audio/mp4, 3600, true",
        "audio/init-0.mp4, audio/mp4, 3600, true",
        "audio/8.m4s, audio/mp4, 3600, true",
        "ts/index.m3u8, application/vnd.apple.mpegurl, 1, false",
        "ts/source/index.m3u8, application/vnd.apple.mpegurl, 1, false",
        "ts/source/7.ts, video/mp2t, 3600, true"
    })
    void servesWithTypeAndCaching(String file, String type, long maxAge, boolean immutable) {
        feed(new Broadcast().session(Broadcast.testMedia(90_000, 1)));
        var found = (MediaResponse.Found) get(file, null);
        assertThat(found.contentType()).isEqualTo(type);
        assertThat(found.caching()).isEqualTo(new Caching(Duration.ofSeconds(maxAge), immutable));
        assertThat(found.body().remaining()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "source/9.m4s",
                "source/6.m4s",
                "source/init-1.mp4",
                "720p/index.m3u8",
                "720p/7.m4s",
                "ts/audio/index.m3u8",
                "ts/720p/index.m3u8",
                "ts/source/6.ts",
                "ts/source/9.ts"
            })
    void whatIsNotThereIsMissingForASecond(String file) {
        feed(new Broadcast().session(Broadcast.testMedia(90_000, 1)));
        var missing = (MediaResponse.NotFound) get(file, null);
        assertThat(missing.caching()).isEqualTo(Caching.seconds(1));
    }

    @Test
    void beforeTheFirstSegmentThereIsNoPlaylist() {
        var broadcast = new Broadcast().session(Broadcast.testMedia(90_000, 1).subList(0, 20));
        feed(broadcast);
        assertThat(get("index.m3u8", null)).isInstanceOf(MediaResponse.NotFound.class);
        assertThat(get("source/index.m3u8", null)).isInstanceOf(MediaResponse.NotFound.class);
        assertThat(get("manifest.mpd", null)).isInstanceOf(MediaResponse.NotFound.class);
    }

    @Test
    void thePosterStaysAfterTheStreamHasEnded() {
        feed(new Broadcast().session(Broadcast.testMedia(90_000, 1)).end());
        assertThat(get("poster.jpg", null))
                .isEqualTo(
                        new MediaResponse.NotFound("the stream has no poster", Caching.seconds(1)));
        streams.on(Writer.TRANSCODER, Log.poster(1024, 1, 700), 0);
        fates.on(TestMedia.STREAM, StreamStatus.ENDED);
        var found = (MediaResponse.Found) get("poster.jpg", null);
        assertThat(found.contentType()).isEqualTo("image/jpeg");
        assertThat(found.caching()).isEqualTo(Caching.seconds(5));
        assertThat(found.body().remaining()).isEqualTo(700);
        fates.on(TestMedia.STREAM, null);
        assertThat(get("poster.jpg", null)).isInstanceOf(MediaResponse.NotFound.class);
    }

    @Test
    void endListNeedsTheStatusAndTheEndOfTheSession() {
        var broadcast = new Broadcast().session(Broadcast.testMedia(90_000, 1));
        feed(broadcast);
        fates.on(TestMedia.STREAM, StreamStatus.ENDED);
        assertThat(text("source/index.m3u8")).doesNotContain("ENDLIST");
        assertThat(text("manifest.mpd")).contains(" type=\"dynamic\" ");
        broadcast.end();
        streams.on(Writer.INGEST, broadcast.records().getLast(), 0);
        assertThat(text("source/index.m3u8")).endsWith("9.m4s\n#EXT-X-ENDLIST\n");
        assertThat(text("audio/index.m3u8")).endsWith("9.m4s\n#EXT-X-ENDLIST\n");
        assertThat(text("index.m3u8"))
                .as("ffmpeg takes it for a media playlist where it has one")
                .doesNotContain("EXT-X-START");
        assertThat(text("manifest.mpd")).contains(" type=\"static\" ");
        fates.on(TestMedia.STREAM, StreamStatus.ACTIVE);
        assertThat(text("source/index.m3u8")).doesNotContain("ENDLIST");
    }

    @Test
    void nothingIsServedWhileTheWindowIsRebuilt() {
        assertThat(get("index.m3u8", null))
                .isEqualTo(
                        new MediaResponse.Unavailable(
                                "the window is being rebuilt", Duration.ofSeconds(1)));
    }

    private String text(String file) {
        var found = (MediaResponse.Found) get(file, null);
        return StandardCharsets.UTF_8.decode(found.body().duplicate()).toString();
    }
}
