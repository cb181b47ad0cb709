package tv.headwater.metadata.stream;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import tv.headwater.contract.api.LiveStream;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.id.StreamKey;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.metadata.MetadataProperties;
import tv.headwater.metadata.cluster.Cluster;

/** Live streams as callers see them, with URLs for where the request came in. */
@Component
class StreamViews {

    private final MetadataProperties.PublicUrls urls;
    private final Cluster cluster;

    StreamViews(MetadataProperties properties, Cluster cluster) {
        this.urls = properties.publicUrls();
        this.cluster = cluster;
    }

    /** All of it, for its owner and admins. */
    LiveStream whole(StreamRow row, @Nullable StreamKey key) {
        var spec = row.spec();
        return new LiveStream(
                row.id(),
                spec.title(),
                spec.description(),
                spec.tags(),
                spec.metadata(),
                row.owner().username(),
                row.status(),
                new LiveStream.Ingest(rtmpUrl(), null, null, key == null ? null : key.value()),
                playback(row.id()),
                spec.playbackPolicy(),
                spec.latencyMode(),
                spec.ladder(),
                renditions(row),
                spec.dvrWindowSeconds(),
                spec.reconnectWindowSeconds(),
                spec.recording(),
                spec.encryption(),
                0,
                row.createdAt(),
                row.startedAt(),
                row.endedAt());
    }

    /** What everyone may know of a public stream. */
    LiveStream open(StreamRow row) {
        var spec = row.spec();
        return new LiveStream(
                row.id(),
                spec.title(),
                spec.description(),
                spec.tags(),
                null,
                row.owner().username(),
                row.status(),
                null,
                playback(row.id()),
                spec.playbackPolicy(),
                spec.latencyMode(),
                null,
                renditions(row),
                spec.dvrWindowSeconds(),
                null,
                null,
                null,
                0,
                row.createdAt(),
                row.startedAt(),
                row.endedAt());
    }

    private List<LiveStream.PlayableRendition> renditions(StreamRow row) {
        return row.status().isLive() ? Renditions.of(cluster.vitals(row.id())) : List.of();
    }

    private String rtmpUrl() {
        var host = ServletUriComponentsBuilder.fromCurrentRequestUri().build().getHost();
        return urls.rtmpUrl().replace("{host}", host == null ? "localhost" : host);
    }

    private LiveStream.Playback playback(StreamId id) {
        var gateway = gatewayUrl();
        return new LiveStream.Playback(
                gateway + new MediaPath.MultivariantPlaylist(id).path(),
                gateway + "/live/" + id + "/manifest.mpd",
                gateway + "/live/" + id + "/poster.jpg",
                gateway + "/watch/" + id);
    }

    private String gatewayUrl() {
        var configured = urls.gatewayUrl();
        return configured == null
                ? ServletUriComponentsBuilder.fromCurrentContextPath().build().toUriString()
                : configured.replaceAll("/+$", "");
    }
}
