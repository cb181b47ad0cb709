package tv.headwater.packager.origin;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Pattern;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.live.HlsQuery;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.stream.StreamStatus;
import tv.headwater.mediahttp.MediaRequest;
import tv.headwater.mediahttp.MediaResources;
import tv.headwater.mediahttp.MediaResponse;
import tv.headwater.packager.key.ContentSecrets;
import tv.headwater.packager.stream.Fates;
import tv.headwater.packager.stream.LiveStreams;
import tv.headwater.packager.stream.PackagingMetrics;
import tv.headwater.packager.stream.Writer;
import tv.headwater.packager.window.WindowLimits;

/** What a packager serves of an ended stream, fetched into files as a player would. */
final class Downloads {

    private static final String ROOT = "/live/" + TestMedia.STREAM + "/";

    private static final Pattern URIS =
            Pattern.compile("^(?!#)(.+)$|URI=\"([^\"]+)\"", Pattern.MULTILINE);

    private final Path directory;
    private final ContentSecrets secrets;

    Downloads(Path directory) {
        this(directory, new ContentSecrets());
    }

    Downloads(Path directory, ContentSecrets secrets) {
        this.directory = directory;
        this.secrets = secrets;
    }

    /** All that can be reached from the multivariant playlist. */
    void of(List<? extends MediaRecord> records) throws IOException {
        fetch(resources(records, secrets), "index.m3u8");
    }

    /** Likewise of both multivariant playlists. */
    void ofBoth(List<? extends MediaRecord> records) throws IOException {
        var resources = resources(records, secrets);
        fetch(resources, "index.m3u8");
        fetch(resources, "ts/index.m3u8");
    }

    static MediaResources resources(List<? extends MediaRecord> records, ContentSecrets secrets) {
        var fates = new Fates();
        fates.on(TestMedia.STREAM, StreamStatus.ENDED);
        var streams =
                new LiveStreams(
                        new LiveStreams.Limits(
                                new WindowLimits(Duration.ofMinutes(1), 1 << 30),
                                1 << 30,
                                Duration.ofHours(1)),
                        new PackagingMetrics(new SimpleMeterRegistry()),
                        fates,
                        secrets,
                        Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
                        () -> {});
        records.forEach(record -> streams.on(Writer.INGEST, record, 0));
        var resources = new WindowResources(streams, fates, secrets);
        resources.open();
        return resources;
    }

    /** @param file from the stream's root on */
    private void fetch(MediaResources resources, String file) throws IOException {
        var target = directory.resolve(file);
        if (Files.exists(target)) {
            return;
        }
        var request = new MediaRequest(MediaPath.parse(ROOT + file), HlsQuery.NONE, "127.0.0.1");
        var found = (MediaResponse.Found) resources.get(request).toCompletableFuture().join();
        Files.createDirectories(target.getParent());
        Files.write(target, bytes(found.body()));
        if (file.endsWith(".m3u8")) {
            var uris = URIS.matcher(Files.readString(target));
            while (uris.find()) {
                var uri = uris.group(1) == null ? uris.group(2) : uris.group(1);
                var path = URI.create(ROOT + file).resolve(uri).getPath();
                fetch(resources, path.substring(ROOT.length()));
            }
        }
    }

    private static byte[] bytes(ByteBuffer body) {
        var bytes = new byte[body.remaining()];
        body.duplicate().get(bytes);
        return bytes;
    }
}
