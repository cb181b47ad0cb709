package tv.headwater.e2e.hls;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tv.headwater.e2e.hls.RenditionMedia.Rendition;
import tv.headwater.e2e.hls.RenditionMedia.Shared;
import tv.headwater.e2e.hls.playlist.Findings;
import tv.headwater.e2e.hls.playlist.MediaPlaylist;
import tv.headwater.e2e.hls.playlist.MultivariantPlaylist;

/**
 * Follows a stream from its multivariant playlist through all its renditions, each on a thread of its own, and reports. Renditions
 * that come later are followed too.
 */
public final class HlsFollower {

    /** Longer than a server may hold a request for a stream of ours. */
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    /** Multivariant playlists name no target duration; that of ours is kept for no longer than this. */
    private static final int MULTIVARIANT_SECONDS = 2;

    /** How often the multivariant playlist is looked at for renditions that have come. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Client client;
    private final URI uri;
    private final Duration atMost;
    private final Findings findings;
    private final Shared shared;
    private @Nullable MultivariantPlaylist multivariant;

    private HlsFollower(HttpClient http, URI uri, Duration atMost) {
        this.client = new Client(http, PATIENCE);
        this.uri = uri;
        this.atMost = atMost;
        this.findings = Findings.none(uri.getPath());
        this.shared = Shared.of(client, findings);
    }

    /**
     * Follows until all renditions have ended, or the time is over.
     *
     * @param multivariant the URL a player is given
     */
    public static HlsReport follow(HttpClient http, URI multivariant, Duration atMost) {
        return new HlsFollower(http, multivariant, atMost).follow();
    }

    private HlsReport follow() {
        var begun = multivariant();
        if (begun.isEmpty()) {
            return HlsReport.of(findings.list(), 0, false, shared.tally());
        }
        var last = renditions(begun.get());
        boolean ended = last.stream().allMatch(playlist -> playlist != null && playlist.ended());
        newest().ifPresent(playlist -> {
            if (!ended) {
                shared.rates().withoutNewest();
            }
            rates(playlist, last);
            playlist.uris().forEach(each -> shared.renditions().list(uri.resolve(each)));
        });
        shared.renditions().check(findings);
        return HlsReport.of(findings.list(), last.size(), ended, shared.tally());
    }

    /** The multivariant playlist now, held to what it was before. */
    private Optional<MultivariantPlaylist> newest() {
        var before = multivariant;
        var now = multivariant();
        if (before != null && now.isPresent()) {
            MultivariantRules.order(before, now.get(), findings);
        }
        return now;
    }

    private Optional<MultivariantPlaylist> multivariant() {
        var answer = client.get(uri);
        if (!HttpRules.found(answer, findings)) {
            return Optional.empty();
        }
        HttpRules.playlist(answer, MULTIVARIANT_SECONDS, findings);
        var playlist = MultivariantPlaylist.parse(answer.body(), findings);
        MultivariantRules.check(playlist, findings);
        multivariant = playlist;
        return Optional.of(playlist);
    }

    private void rates(MultivariantPlaylist playlist, List<@Nullable MediaPlaylist> last) {
        last.stream()
                .filter(Objects::nonNull)
                .mapToInt(MediaPlaylist::targetDuration)
                .max()
                .ifPresent(target -> shared.rates().check(playlist, uri, target, findings));
    }

    /** Follows all, and those that come meanwhile. */
    private List<@Nullable MediaPlaylist> renditions(MultivariantPlaylist first) {
        long deadline = System.nanoTime() + atMost.toNanos();
        List<CompletableFuture<@Nullable MediaPlaylist>> running = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var listed = Optional.of(first); ; listed = newest()) {
                for (var rendition : listed.map(this::arrived).orElse(List.of())) {
                    var follower = new RenditionFollower(client, rendition, shared, deadline);
                    running.add(CompletableFuture.supplyAsync(follower::run, threads));
                }
                if (areOver(running)) {
                    return running.stream().map(CompletableFuture::join).toList();
                }
            }
        }
    }

    private List<Rendition> arrived(MultivariantPlaylist playlist) {
        var pictures = playlist.pictures();
        return playlist.uris().stream()
                .filter(each -> shared.renditions().list(uri.resolve(each)))
                .map(each -> new Rendition(uri.resolve(each), pictures.contains(each)))
                .toList();
    }

    /** Waits until all are, but no longer than until it is time to look for more. */
    private static boolean areOver(List<CompletableFuture<@Nullable MediaPlaylist>> running) {
        try {
            CompletableFuture.allOf(running.toArray(CompletableFuture[]::new))
                    .get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new AssertionError("a rendition could not be followed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
