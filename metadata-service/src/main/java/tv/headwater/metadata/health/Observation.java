package tv.headwater.metadata.health;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.node.LadderHealth;
import tv.headwater.contract.node.SourceHealth;
import tv.headwater.contract.stream.StreamStatus;

/**
 * What is known of a stream when its health is judged.
 *
 * @param ladderWanted whether it is to have more than its source
 * @param withoutTranscoder how long it has been active with no transcoder having it; zero while one has
 * @param recent which of its counters grew lately
 */
record Observation(
        StreamStatus status,
        int reconnectWindowSeconds,
        boolean ladderWanted,
        @Nullable SourceHealth source,
        @Nullable LadderHealth ladder,
        Duration withoutTranscoder,
        Recent recent) {

    /** Which of the counters, that only ever grow, grew within the last {@link Sightings#RECENT}. */
    record Recent(boolean dropped, boolean skipped, boolean undecodable) {

        static final Recent NOTHING = new Recent(false, false, false);
    }
}
