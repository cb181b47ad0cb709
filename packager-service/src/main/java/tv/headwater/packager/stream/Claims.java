package tv.headwater.packager.stream;

import java.util.LinkedHashMap;
import java.util.Map;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.media.Claim;
import tv.headwater.contract.media.MediaRecord;

/**
 * The highest claim seen of each of the {@link #MAX} streams claimed last. What a transcoder writes after a claim with a lower
 * sequence is a replaced one's. Kept apart from the streams, so that one which is let go and comes back is still claimed.
 */
final class Claims {

    static final int MAX = 100_000;

    private final Map<StreamId, Long> bases = new LinkedHashMap<>();

    /** Whether nobody has claimed the stream over the record's writer. */
    boolean admit(MediaRecord record) {
        var stamp = record.stamp();
        return stamp.sequence() >= bases.getOrDefault(stamp.streamId(), Long.MIN_VALUE);
    }

    /** Takes in a claim that was admitted. */
    void on(Claim claim) {
        var stamp = claim.stamp();
        bases.remove(stamp.streamId());
        bases.put(stamp.streamId(), stamp.sequence());
        if (bases.size() > MAX) {
            bases.remove(bases.keySet().iterator().next());
        }
    }
}
