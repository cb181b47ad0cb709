package tv.headwater.metadata.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tv.headwater.contract.api.StreamHealth.Issue;
import tv.headwater.contract.id.StreamId;

/**
 * Decides when an issue has begun and when it has ended, so that one that comes and goes is told of once: it begins when it has
 * lasted for a while, and ends when it has not been there for a while or its stream is not live any more. For one thread.
 */
final class IssueTimeline {

    private final Duration beginAfter;
    private final Duration endAfter;
    private final Map<IssueOf, Instant> seenSince = new HashMap<>();
    private final Map<IssueOf, Instant> goneSince = new HashMap<>();

    IssueTimeline(Duration beginAfter, Duration endAfter) {
        this.beginAfter = beginAfter;
        this.endAfter = endAfter;
    }

    record IssueOf(StreamId streamId, String code) {}

    sealed interface Change {

        StreamId streamId();

        record Begun(StreamId streamId, Issue issue) implements Change {}

        record Ended(StreamId streamId, String code) implements Change {}
    }

    /**
     * What is to be told now. A change that is not told is found again the next time.
     *
     * @param live the issues of every stream that is live
     * @param open what was told to have begun, and not to have ended
     */
    List<Change> look(Map<StreamId, List<Issue>> live, Set<IssueOf> open, Instant now) {
        var changes = new ArrayList<Change>();
        var seen = new HashSet<IssueOf>();
        live.forEach((id, issues) -> {
            for (var issue : issues) {
                var key = new IssueOf(id, issue.code());
                seen.add(key);
                if (lasts(seenSince, key, beginAfter, now) && !open.contains(key)) {
                    changes.add(new Change.Begun(id, issue));
                }
            }
        });
        seenSince.keySet().retainAll(seen);
        goneSince.keySet().retainAll(open);
        goneSince.keySet().removeAll(seen);
        for (var key : open) {
            boolean gone = !seen.contains(key) && lasts(goneSince, key, endAfter, now);
            if (gone || !live.containsKey(key.streamId())) {
                changes.add(new Change.Ended(key.streamId(), key.code()));
            }
        }
        return changes;
    }

    private static boolean lasts(
            Map<IssueOf, Instant> since, IssueOf key, Duration duration, Instant now) {
        var first = since.computeIfAbsent(key, _ -> now);
        return !first.plus(duration).isAfter(now);
    }
}
