package tv.headwater.metadata.viewers;

import java.time.Instant;
import tv.headwater.contract.id.StreamId;

/**
 * The most that watched a stream at the same time within an interval.
 *
 * @param at its begin
 */
record Sample(StreamId streamId, Instant at, int viewers) {}
