package tv.headwater.e2e.hls;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import tv.headwater.e2e.hls.RenditionMedia.Rendition;
import tv.headwater.e2e.hls.RenditionMedia.Shared;
import tv.headwater.e2e.hls.playlist.Findings;
import tv.headwater.e2e.hls.playlist.MediaPlaylist;
import tv.headwater.e2e.hls.playlist.MultivariantPlaylist;

/** Follows a stream from its multivariant playlist through all its renditions, each on a thread of its own, and reports. */
public final class HlsFollower {

    /** Longer than a server may hold a request for a stream of ours. */
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    /** Multivariant playlists name no target duration; that of ours is kept for no longer than this. */
    private static final int MULTIVARIANT_SECONDS = 2;

    private final Client client;
    private final URI uri;
    private final Duration atMost;
    private final Findings findings;
    private final Shared shared;

    private HlsFollower(HttpClient http, URI uri, Duration atMost) {
        this.client = new Client(http, PATIENCE);
        this.uri = uri;
        this.atMost = atMost;
        this.findings = Findings.none(uri.getPath());
        this.shared = Shared.of(findings);
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
        var after = multivariant();
        if (after.isPresent()) {
            MultivariantRules.order(begun.get(), after.get(), findings);
            if (!ended) {
                shared.rates().withoutNewest();
            }
            rates(after.get(), last);
        }
        return HlsReport.of(findings.list(), last.size(), ended, shared.tally());
    }

    private Optional<MultivariantPlaylist> multivariant() {
        var answer = client.get(uri);
        if (!HttpRules.found(answer, findings)) {
            return Optional.empty();
        }
        HttpRules.playlist(answer, MULTIVARIANT_SECONDS, findings);
        var playlist = MultivariantPlaylist.parse(answer.body(), findings);
        MultivariantRules.check(playlist, findings);
        return Optional.of(playlist);
    }

    private void rates(MultivariantPlaylist playlist, List<@Nullable MediaPlaylist> last) {
        last.stream()
                .filter(Objects::nonNull)
                .mapToInt(MediaPlaylist::targetDuration)
                .max()
                .ifPresent(target -> shared.rates().check(playlist, uri, target, findings));
    }

    private List<@Nullable MediaPlaylist> renditions(MultivariantPlaylist playlist) {
        Set<URI> all = new HashSet<>();
        playlist.uris().forEach(each -> all.add(uri.resolve(each)));
        Set<URI> pictures = new HashSet<>();
        playlist.pictures().forEach(each -> pictures.add(uri.resolve(each)));
        long deadline = System.nanoTime() + atMost.toNanos();
        List<Future<@Nullable MediaPlaylist>> running = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var each : all) {
                var rendition = new Rendition(each, pictures.contains(each));
                var follower = new RenditionFollower(client, rendition, all, shared, deadline);
                running.add(threads.submit(follower::run));
            }
        }
        List<@Nullable MediaPlaylist> last = new ArrayList<>();
        running.forEach(follower -> last.add(outcome(follower)));
        return last;
    }

    private static @Nullable MediaPlaylist outcome(Future<@Nullable MediaPlaylist> follower) {
        try {
            return follower.get();
        } catch (ExecutionException e) {
            throw new AssertionError("a rendition could not be followed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
