package tv.headwater.ingest.grant;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.api.PublishGrantsApi;
import tv.headwater.contract.api.PublishGrantsApi.PublishGrant;
import tv.headwater.contract.id.StreamId;
import tv.headwater.ingest.stamp.Numbering;

/**
 * Grants by the SHA-256 of their key, so that a publisher can come back while metadata-service is away: good for as long as
 * its session runs and one reconnect window longer. Safe for use by many threads.
 */
final class GrantCache {

    static final int MAX_GRANTS = 10_000;

    private final Clock clock;
    private final Map<String, Cached> grants =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Cached> eldest) {
                    return size() > MAX_GRANTS;
                }
            };

    /** @param until null while the session runs */
    record Cached(PublishGrant grant, long epoch, Numbering numbering, @Nullable Instant until) {}

    GrantCache(Clock clock) {
        this.clock = clock;
    }

    synchronized void put(String keySha256, PublishGrant grant, Numbering numbering) {
        grants.put(keySha256, new Cached(grant, grant.epoch(), numbering, null));
    }

    /** A session of the key has ended: its grant lasts one reconnect window more. */
    synchronized void ended(String keySha256, long epoch, Numbering next) {
        grants.computeIfPresent(
                keySha256,
                (key, cached) -> {
                    if (cached.epoch() != epoch) {
                        return cached;
                    }
                    var window = Duration.ofSeconds(cached.grant().reconnectWindowSeconds());
                    return new Cached(cached.grant(), epoch, next, clock.instant().plus(window));
                });
    }

    /** The grant taken up again under the next epoch, if it is still good. */
    synchronized Optional<Cached> resume(String keySha256) {
        var cached = grants.get(keySha256);
        if (cached == null) {
            return Optional.empty();
        }
        boolean over = cached.until() != null && cached.until().isBefore(clock.instant());
        boolean epochsUsedUp = (cached.epoch() + 1) % PublishGrantsApi.EPOCH_STEP == 0;
        if (over || epochsUsedUp) {
            grants.remove(keySha256);
            return Optional.empty();
        }
        var resumed = new Cached(cached.grant(), cached.epoch() + 1, cached.numbering(), null);
        grants.put(keySha256, resumed);
        return Optional.of(resumed);
    }

    synchronized void forget(String keySha256) {
        grants.remove(keySha256);
    }

    synchronized void forget(StreamId streamId) {
        grants.values().removeIf(cached -> cached.grant().streamId().equals(streamId));
    }
}
