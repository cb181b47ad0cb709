package tv.headwater.edge.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.headwater.edge.origin.Fetched;
import tv.headwater.edge.origin.Origin;
import tv.headwater.mediahttp.MediaRequest;
import tv.headwater.mediahttp.MediaResources;
import tv.headwater.mediahttp.MediaResponse;

/**
 * A cache before an {@link Origin}, bounded by bytes. Init segments and segments stay for two minutes if the bound allows, playlists
 * for their max-age, 404 for a second at most, anything else not at all. Whoever asks for what is just being fetched waits for that
 * fetch and gets its outcome, a failure too; who comes after a failure tries anew, and where it was only the first that a parent
 * refused, the others try once more. A playlist past its time is served, with its true Age, only while every origin fails, and not
 * for long.
 */
public final class CachedMedia implements MediaResources {

    private static final Logger log = LoggerFactory.getLogger(CachedMedia.class);

    private final Origin origin;
    private final Duration staleIfError;
    private final Ticker ticker;
    private final LatestKept cache;
    private final ConcurrentMap<String, CompletableFuture<Kept>> underWay =
            new ConcurrentHashMap<>();
    private final CacheMeters meters;

    /**
     * @param maxBytes of all that is kept together
     * @param staleIfError how long past its max-age a playlist may stand in for origins that fail
     */
    public CachedMedia(
            Origin origin,
            long maxBytes,
            Duration staleIfError,
            Ticker ticker,
            MeterRegistry registry) {
        this.origin = origin;
        this.staleIfError = staleIfError;
        this.ticker = ticker;
        this.cache = new LatestKept(maxBytes);
        this.meters = new CacheMeters(registry, cache);
    }

    @Override
    public CompletionStage<MediaResponse> get(MediaRequest request) {
        var key = request.path().path() + request.query().text();
        var kept = fresh(key);
        if (kept != null) {
            meters.onHit();
            return CompletableFuture.completedStage(kept.response(ticker.read()));
        }
        var mine = new CompletableFuture<Kept>();
        var others = underWay.putIfAbsent(key, mine);
        if (others != null) {
            meters.onCoalesced();
            // That a parent refused whoever asked first says nothing of anybody else.
            return response(
                    others.thenCompose(theirs ->
                            theirs.isRefused()
                                    ? coming(key, request, meters::onMiss)
                                    : CompletableFuture.completedFuture(theirs)));
        }
        fetch(key, request, mine, meters::onMiss);
        return response(mine);
    }

    /** Fetches what is neither kept nor being fetched, for who will ask. Completes when there is nothing more to wait for. */
    public CompletionStage<?> warm(MediaRequest request) {
        var key = request.path().path() + request.query().text();
        return fresh(key) != null
                ? CompletableFuture.completedStage(null)
                : coming(key, request, meters::onPrefetch);
    }

    /** What is being fetched, or is from now on. */
    private CompletableFuture<Kept> coming(String key, MediaRequest request, Runnable onFetch) {
        var mine = new CompletableFuture<Kept>();
        var others = underWay.putIfAbsent(key, mine);
        if (others != null) {
            return others;
        }
        fetch(key, request, mine, onFetch);
        return mine;
    }

    private CompletionStage<MediaResponse> response(CompletableFuture<Kept> coming) {
        return coming.thenApply(kept -> kept.response(ticker.read()));
    }

    private @Nullable Kept fresh(String key) {
        var kept = cache.get(key);
        return kept != null && kept.isFresh(ticker.read()) ? kept : null;
    }

    private void fetch(
            String key, MediaRequest request, CompletableFuture<Kept> mine, Runnable onFetch) {
        // Another's fetch may have ended since the look: it keeps before it lets go.
        var kept = fresh(key);
        if (kept != null) {
            underWay.remove(key, mine);
            mine.complete(kept);
            return;
        }
        onFetch.run();
        ask(request)
                .whenComplete((fetched, failure) -> {
                    var outcome = outcome(key, fetched, failure);
                    underWay.remove(key, mine);
                    mine.complete(outcome);
                });
    }

    private CompletionStage<Fetched> ask(MediaRequest request) {
        try {
            return origin.fetch(request);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private Kept outcome(String key, @Nullable Fetched fetched, @Nullable Throwable failure) {
        if (fetched == null) {
            log.error("fetching {} failed", key, failure);
        }
        var answer = fetched == null ? new Fetched.Failed("a fetch broke off") : fetched;
        var kept = new Kept(answer, ticker.read());
        if (answer instanceof Fetched.Failed || answer instanceof Fetched.Unavailable) {
            return standIn(key, kept);
        }
        if (kept.freshFor().isZero()) {
            cache.remove(key);
        } else {
            cache.put(key, kept, kept.usefulFor(staleIfError).toNanos());
        }
        return kept;
    }

    private Kept standIn(String key, Kept failed) {
        var earlier = cache.get(key);
        if (earlier != null
                && earlier.fetched() instanceof Fetched.Found
                && earlier.isUseful(failed.at(), staleIfError)) {
            meters.onStale();
            return earlier;
        }
        return failed;
    }

    /** What is kept, in bytes. */
    long bytes() {
        cache.makeRoom(ticker.read());
        return cache.bytes();
    }
}
