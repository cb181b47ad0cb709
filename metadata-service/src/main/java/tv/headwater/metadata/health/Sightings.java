package tv.headwater.metadata.health;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tv.headwater.contract.id.StreamId;
import tv.headwater.metadata.cluster.Cluster;
import tv.headwater.metadata.cluster.Vitals;
import tv.headwater.metadata.health.Observation.Recent;

/**
 * Remembers what one beat alone does not tell: since when no transcoder has had a stream, and which counters grew lately. Kept by
 * each instance for itself. Safe for use by many threads.
 */
@Component
class Sightings {

    /** What a counter counted is an issue for this long. */
    static final Duration RECENT = Duration.ofSeconds(60);

    /** A stream nobody speaks of is forgotten after this. */
    static final Duration FORGOTTEN = Duration.ofMinutes(10);

    private final Cluster cluster;
    private final Clock clock;
    private final Map<StreamId, Sighting> streams = new HashMap<>();
    private @Nullable Instant since;

    Sightings(Cluster cluster, Clock clock) {
        this.cluster = cluster;
        this.clock = clock;
    }

    private static final class Sighting {
        private final Growth dropped = new Growth();
        private final Growth skipped = new Growth();
        private final Growth undecodable = new Growth();
        private Instant seenAt = Instant.EPOCH;
        private Instant transcodedAt = Instant.EPOCH;
    }

    /** Of a counter, which begins again with each session and each transcoder. */
    private static final class Growth {
        private long value;
        private Instant at = Instant.EPOCH;

        private void on(long newValue, Instant now) {
            if (newValue > value || (newValue < value && newValue > 0)) {
                at = now;
            }
            value = newValue;
        }

        private boolean isRecent(Instant now) {
            return at.plus(RECENT).isAfter(now);
        }
    }

    /** Takes in what the nodes say now. */
    synchronized void look() {
        var now = clock.instant();
        if (since == null && cluster.isKnown()) {
            since = now;
        }
        cluster.vitals().forEach((id, vitals) -> take(id, vitals, now));
        streams.values().removeIf(sighting -> sighting.seenAt.plus(FORGOTTEN).isBefore(now));
    }

    private void take(StreamId id, Vitals vitals, Instant now) {
        var sighting = streams.computeIfAbsent(id, _ -> new Sighting());
        sighting.seenAt = now;
        if (vitals.transcoded()) {
            sighting.transcodedAt = now;
        }
        var source = vitals.source();
        if (source != null) {
            sighting.dropped.on(source.droppedMillis(), now);
        }
        var ladder = vitals.ladder();
        if (ladder != null) {
            sighting.skipped.on(ladder.skippedSegments(), now);
            sighting.undecodable.on(ladder.decodeErrors(), now);
        }
    }

    synchronized Recent recent(StreamId id) {
        var sighting = streams.get(id);
        if (sighting == null) {
            return Recent.NOTHING;
        }
        var now = clock.instant();
        return new Recent(
                sighting.dropped.isRecent(now),
                sighting.skipped.isRecent(now),
                sighting.undecodable.isRecent(now));
    }

    /**
     * How long no transcoder has had a stream since it was active and we were there to see it.
     *
     * @param activeAt null while it has not been
     */
    synchronized Duration withoutTranscoder(StreamId id, @Nullable Instant activeAt) {
        var from = since;
        if (from == null || activeAt == null) {
            return Duration.ZERO;
        }
        var sighting = streams.get(id);
        var last = sighting == null ? Instant.EPOCH : sighting.transcodedAt;
        var begin = Stream.of(from, activeAt, last).max(Instant::compareTo).get();
        var now = clock.instant();
        return begin.isBefore(now) ? Duration.between(begin, now) : Duration.ZERO;
    }
}
