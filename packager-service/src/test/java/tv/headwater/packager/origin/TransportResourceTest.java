package tv.headwater.packager.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.live.HlsQuery;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.Track;
import tv.headwater.contract.stream.StreamStatus;
import tv.headwater.mediahttp.MediaRequest;
import tv.headwater.mediahttp.MediaResponse;
import tv.headwater.packager.key.ContentSecrets;
import tv.headwater.packager.stream.Fates;
import tv.headwater.packager.stream.LiveStreams;
import tv.headwater.packager.stream.PackagingMetrics;
import tv.headwater.packager.stream.Writer;
import tv.headwater.packager.testing.Broadcast;
import tv.headwater.packager.window.WindowLimits;

class TransportResourceTest {

    private static final Pattern SEGMENT =
            Pattern.compile("^(\\d+)\\.(?:ts|m4s)$", Pattern.MULTILINE);

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

    private MediaResponse get(String file) {
        var path = MediaPath.parse("/live/" + TestMedia.STREAM + "/" + file);
        return resources
                .get(new MediaRequest(path, HlsQuery.NONE, "127.0.0.1"))
                .toCompletableFuture()
                .join();
    }

    private void feed(Broadcast broadcast) {
        broadcast.records().forEach(record -> streams.on(Writer.INGEST, record, 0));
        resources.open();
    }

    @Test
    void thePlaylistSaysWhatTheSourcesDoesWithoutMapAndParts() {
        var units = Broadcast.testMedia(90_000, 1);
        feed(new Broadcast().session(units).session(units).end());
        fates.on(TestMedia.STREAM, StreamStatus.ENDED);
        assertThat(text("ts/source/index.m3u8"))
                .isEqualTo(
                        text("source/index.m3u8")
                                .replaceAll("#EXT-X-(MAP|PART|PART-INF|SERVER-CONTROL):.*\n", "")
                                .replaceAll("#EXT-X-(PRELOAD-HINT|RENDITION-REPORT):.*\n", "")
                                .replaceFirst("VERSION:\\d", "VERSION:3")
                                .replace(".m4s", ".ts"))
                .contains("#EXT-X-DISCONTINUITY\n");
        assertThat(text("ts/index.m3u8"))
                .contains("CODECS=\"avc1.", ",mp4a.40.2\"", "\nsource/index.m3u8\n")
                .doesNotContain("EXT-X-MEDIA");
    }

    @Test
    void aSegmentIsThereOnceBothAreCompleteAndNeverChanges() {
        Map<Long, ByteBuffer> seen = new HashMap<>();
        resources.open();
        boolean audioWasBehind = false;
        Set<String> checked = new HashSet<>();
        var broadcast = new Broadcast().session(Broadcast.testMedia(90_000, 3)).end();
        for (var record : broadcast.records()) {
            streams.on(Writer.INGEST, record, 0);
            var video = listed("source/index.m3u8");
            var audio = listed("audio/index.m3u8");
            var both = listed("ts/source/index.m3u8");
            if (!both.isEmpty() || (!video.isEmpty() && !audio.isEmpty())) {
                assertThat(both).isEqualTo(video.stream().filter(audio::contains).toList());
            }
            audioWasBehind |= video.size() > audio.size();
            if (!checked.add(video + "" + both)) {
                continue;
            }
            for (long msn : video) {
                var segment = get("ts/source/" + msn + ".ts");
                assertThat(segment instanceof MediaResponse.Found).isEqualTo(both.contains(msn));
                if (segment instanceof MediaResponse.Found found) {
                    assertThat(seen.computeIfAbsent(msn, _ -> found.body()))
                            .isEqualTo(found.body());
                }
            }
        }
        assertThat(audioWasBehind).isTrue();
        assertThat(seen).hasSizeGreaterThan(7);
    }

    /** Segments that had audio keep it, those of a session without have none. */
    @Test
    void audioMayGo() {
        var both = new Broadcast().session(Broadcast.testMedia(90_000, 1));
        feed(both);
        var segment = ((MediaResponse.Found) get("ts/source/7.ts")).body();
        var video =
                Broadcast.testMedia(90_000, 1).stream()
                        .filter(unit -> unit.track() == TestMedia.VIDEO_TRACK)
                        .toList();
        feed(both.session(video, List.of(TestMedia.videoTrack()), 2).end());
        assertThat(((MediaResponse.Found) get("ts/source/7.ts")).body()).isEqualTo(segment);
        assertThat(listed("ts/source/index.m3u8"))
                .isEqualTo(listed("source/index.m3u8"))
                .hasSize(6);
        assertThat(text("ts/index.m3u8")).contains("CODECS=\"avc1.").doesNotContain("mp4a");
    }

    @Test
    void whatIsNotCarriedIsLeftOut() {
        var opus =
                new Track.Audio(
                        TestMedia.AUDIO_TRACK,
                        FourCc.OPUS,
                        48_000,
                        2,
                        960,
                        ByteBuffer.wrap(new byte[] {0, 2, 1, 56, 0, 0, -69, -128, 0, 0, 0}));
        var audio =
                Broadcast.testMedia(90_000, 1).stream()
                        .filter(unit -> unit.track() == TestMedia.AUDIO_TRACK)
                        .toList();
        feed(new Broadcast().session(audio, List.of(opus), 2).end());
        assertThat(get("index.m3u8")).isInstanceOf(MediaResponse.Found.class);
        assertThat(get("ts/index.m3u8"))
                .isEqualTo(
                        new MediaResponse.NotFound(
                                "the stream has no codec that MPEG-TS carries: H.264, HEVC or AAC",
                                MediaResponse.Caching.seconds(1)));
    }

    private List<Long> listed(String file) {
        return get(file) instanceof MediaResponse.Found
                ? SEGMENT.matcher(text(file))
                        .results()
                        .map(match -> Long.parseLong(match.group(1)))
                        .toList()
                : List.of();
    }

    private String text(String file) {
        var found = (MediaResponse.Found) get(file);
        return StandardCharsets.UTF_8.decode(found.body().duplicate()).toString();
    }
}
