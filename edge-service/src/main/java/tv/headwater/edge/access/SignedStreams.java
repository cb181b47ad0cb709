package tv.headwater.edge.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.stream.PlaybackPolicy;
import tv.headwater.contract.stream.StreamSettings;

/** Which streams only who has a token may play, as the topic {@code streams} tells it. Safe for use by many threads. */
public final class SignedStreams {

    /** A deleted stream needs its token for as long as something of it may still be in the cache. */
    private static final Duration CACHED = Duration.ofHours(2);

    private static final int MAX_DELETED = 100_000;

    private final Set<StreamId> signed = ConcurrentHashMap.newKeySet();
    private final Cache<StreamId, Boolean> deleted;

    public SignedStreams(Ticker ticker) {
        this.deleted =
                Caffeine.newBuilder()
                        .expireAfterWrite(CACHED)
                        .maximumSize(MAX_DELETED)
                        .ticker(ticker)
                        .build();
    }

    /**
     * A stream's newest word.
     *
     * @param settings null where it was deleted
     */
    public void on(StreamId streamId, @Nullable StreamSettings settings) {
        if (settings == null) {
            if (signed.contains(streamId)) {
                deleted.put(streamId, true);
            }
            signed.remove(streamId);
        } else if (settings.playbackPolicy() == PlaybackPolicy.SIGNED) {
            signed.add(streamId);
        } else {
            signed.remove(streamId);
        }
    }

    /** A stream nobody has said anything of is not. */
    public boolean contains(StreamId streamId) {
        return signed.contains(streamId) || deleted.getIfPresent(streamId) != null;
    }
}
