package tv.headwater.packager.timeshift;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.SettableClock;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.live.HlsQuery;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.stream.StreamStatus;
import tv.headwater.mediahttp.MediaRequest;
import tv.headwater.mediahttp.MediaResponse;
import tv.headwater.packager.dvr.DvrLimits;
import tv.headwater.packager.dvr.Fsync;
import tv.headwater.packager.key.ContentSecrets;
import tv.headwater.packager.origin.WindowResources;
import tv.headwater.packager.stream.Fates;
import tv.headwater.packager.stream.FirstParts;
import tv.headwater.packager.stream.LiveStreams;
import tv.headwater.packager.stream.PackagingMetrics;
import tv.headwater.packager.stream.Writer;
import tv.headwater.packager.window.WindowLimits;

/** A packager between Kafka and HTTP, with DVR in a directory. */
final class DvrOrigin implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofMinutes(1);
    static final Duration HOUR = Duration.ofHours(1);

    /** When TestMedia's pictures were taken. */
    static final Instant NOW = Instant.ofEpochMilli(TestMedia.WALL_CLOCK / 1000);

    static final DvrLimits LIMITS =
            new DvrLimits(
                    1 << 30, 0, 1 << 20, 1 << 26, 4, 1000, Duration.ofMillis(20), Fsync.NEVER);

    final SettableClock clock = new SettableClock(NOW);
    final Fates fates = new Fates();
    final ContentSecrets secrets = new ContentSecrets();
    final Timeshift timeshift = new Timeshift(fates, clock);
    final LiveStreams streams;
    final WindowResources resources;

    /**
     * @param directory null for no DVR
     * @param window that is listed from memory
     */
    DvrOrigin(@Nullable Path directory, Duration window, Duration dvrWindow) throws IOException {
        fates.on(TestMedia.STREAM, StreamStatus.ACTIVE, dvrWindow);
        streams =
                new LiveStreams(
                        new LiveStreams.Limits(
                                new WindowLimits(window, 1 << 30), 1 << 30, Duration.ofMinutes(15)),
                        new PackagingMetrics(new SimpleMeterRegistry()),
                        fates,
                        secrets,
                        clock,
                        () -> {},
                        timeshift,
                        FirstParts.UNTRACED);
        resources = new WindowResources(streams, fates, secrets, timeshift);
        if (directory != null) {
            timeshift.open(directory, LIMITS, new SimpleMeterRegistry());
        }
        resources.open();
    }

    DvrOrigin feed(List<? extends MediaRecord> records) {
        records.forEach(record -> streams.on(Writer.INGEST, record, clock.millis()));
        return this;
    }

    /** Waits until the disk has a segment. */
    DvrOrigin stored(Rendition rendition, long msn) {
        await("segment " + msn + " of " + rendition + " is on disk")
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> timeshift.segment(TestMedia.STREAM, rendition, msn).isPresent());
        return this;
    }

    MediaResponse get(String file) {
        return get(file, null);
    }

    MediaResponse get(String file, @Nullable String query) {
        var path = MediaPath.parse("/live/" + TestMedia.STREAM + "/" + file);
        return resources
                .get(new MediaRequest(path, HlsQuery.parse(query), "127.0.0.1"))
                .toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    ByteBuffer body(String file) {
        return ((MediaResponse.Found) get(file)).body();
    }

    String text(String file, @Nullable String query) {
        var found = (MediaResponse.Found) get(file, query);
        return StandardCharsets.UTF_8.decode(found.body().duplicate()).toString();
    }

    String playlist() {
        return text("source/index.m3u8", null);
    }

    /** The files a playlist lists. */
    static List<String> listed(String playlist) {
        return playlist.lines().filter(line -> !line.startsWith("#")).toList();
    }

    @Override
    public void close() throws IOException {
        timeshift.close();
    }
}
