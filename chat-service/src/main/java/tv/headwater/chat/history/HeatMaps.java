package tv.headwater.chat.history;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import tv.headwater.contract.id.StreamId;

/** Where much was said, counted once for all who ask within a moment. Safe for use by many threads. */
final class HeatMaps {

    /** Of ranges longer than {@link #LONG} the ends are taken to whole ones, or everybody's would be a little different. */
    static final Duration GRID = Duration.ofSeconds(10);

    static final Duration LONG = Duration.ofMinutes(20);

    static final Duration REMEMBERED = Duration.ofSeconds(5);

    private static final int MAX_REMEMBERED = 1_000;

    private final LoadingCache<Range, List<MessageTable.Bucket>> counts;

    /** @param step of a bucket */
    record Range(StreamId streamId, Instant from, Instant to, Duration step) {

        /** @param buckets at most */
        static Range of(StreamId streamId, Instant from, Instant to, int buckets) {
            if (Duration.between(from, to).compareTo(LONG) > 0) {
                from = Instant.ofEpochSecond(whole(from));
                to = Instant.ofEpochSecond(whole(to) + GRID.toSeconds());
            }
            long millis = Math.ceilDiv(Duration.between(from, to).toMillis(), buckets);
            return new Range(streamId, from, to, Duration.ofMillis(Math.max(1, millis)));
        }

        private static long whole(Instant at) {
            return at.getEpochSecond() - Math.floorMod(at.getEpochSecond(), GRID.toSeconds());
        }
    }

    /** @param table counts the messages */
    HeatMaps(Function<Range, List<MessageTable.Bucket>> table, Ticker ticker) {
        this.counts =
                Caffeine.newBuilder()
                        .expireAfterWrite(REMEMBERED)
                        .maximumSize(MAX_REMEMBERED)
                        .ticker(ticker)
                        .build(range -> List.copyOf(table.apply(range)));
    }

    List<MessageTable.Bucket> of(Range range) {
        return counts.get(range);
    }
}
