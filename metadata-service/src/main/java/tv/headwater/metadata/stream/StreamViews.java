package tv.headwater.metadata.stream;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import tv.headwater.contract.api.LiveStream;
import tv.headwater.contract.id.StreamKey;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.contract.stream.Encryption;
import tv.headwater.metadata.MetadataProperties;
import tv.headwater.metadata.audience.LiveViewers;
import tv.headwater.metadata.cluster.Cluster;
import tv.headwater.metadata.web.GatewayUrl;

/** Live streams as callers see them, with URLs for where the request came in. */
@Component
class StreamViews {

    private final MetadataProperties.PublicUrls urls;
    private final GatewayUrl gatewayUrl;
    private final Cluster cluster;
    private final LiveViewers viewers;

    StreamViews(
            MetadataProperties properties,
            GatewayUrl gatewayUrl,
            Cluster cluster,
            LiveViewers viewers) {
        this.urls = properties.publicUrls();
        this.gatewayUrl = gatewayUrl;
        this.cluster = cluster;
        this.viewers = viewers;
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
                playback(row),
                spec.playbackPolicy(),
                spec.latencyMode(),
                spec.ladder(),
                renditions(row),
                spec.dvrWindowSeconds(),
                spec.reconnectWindowSeconds(),
                spec.recording(),
                spec.encryption(),
                viewers.of(row.id()),
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
                playback(row),
                spec.playbackPolicy(),
                spec.latencyMode(),
                null,
                renditions(row),
                spec.dvrWindowSeconds(),
                null,
                null,
                null,
                viewers.of(row.id()),
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

    private LiveStream.Playback playback(StreamRow row) {
        var id = row.id();
        var gateway = gatewayUrl.prefix();
        return new LiveStream.Playback(
                gateway + new MediaPath.MultivariantPlaylist(id).path(),
                row.spec().encryption() == Encryption.NONE
                        ? gateway + "/live/" + id + "/manifest.mpd"
                        : null,
                gateway + "/live/" + id + "/poster.jpg",
                gateway + "/watch/" + id);
    }
}
