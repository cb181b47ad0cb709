package tv.headwater.metadata.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.api.StreamHealth.Issue;
import tv.headwater.contract.api.StreamHealth.Status;
import tv.headwater.contract.id.StreamId;
import tv.headwater.metadata.health.IssueTimeline.Change;
import tv.headwater.metadata.health.IssueTimeline.Change.Begun;
import tv.headwater.metadata.health.IssueTimeline.Change.Ended;
import tv.headwater.metadata.health.IssueTimeline.IssueOf;

class IssueTimelineTest {

    private static final StreamId ID = new StreamId("abcdefgh01234567");
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
    private static final Issue LAG = new Issue("log_lag", Status.BAD, "it waits");
    private static final Issue SHED = new Issue("transcode_shed", Status.WARNING, "left out");

    private final IssueTimeline timeline =
            new IssueTimeline(Duration.ofSeconds(4), Duration.ofSeconds(30));
    private final Set<IssueOf> open = new HashSet<>();

    /** Looks, and has what it says told. */
    private List<Change> look(int second, Issue... issues) {
        return told(second, Map.of(ID, List.of(issues)));
    }

    private List<Change> told(int second, Map<StreamId, List<Issue>> live) {
        var changes = timeline.look(live, Set.copyOf(open), START.plusSeconds(second));
        for (var change : changes) {
            switch (change) {
                case Begun begun -> open.add(new IssueOf(begun.streamId(), begun.issue().code()));
                case Ended ended -> open.remove(new IssueOf(ended.streamId(), ended.code()));
            }
        }
        return changes;
    }

    @Test
    void tellsOnceOfWhatLasts() {
        assertThat(look(0, LAG)).isEmpty();
        assertThat(look(2, LAG)).isEmpty();
        assertThat(look(4, LAG)).containsExactly(new Begun(ID, LAG));
        assertThat(look(6, LAG, SHED)).isEmpty();
        assertThat(look(60, LAG, SHED)).containsExactly(new Begun(ID, SHED));
    }

    @Test
    void saysNothingOfWhatPasses() {
        for (int second = 0; second < 60; second += 4) {
            assertThat(look(second, LAG)).isEmpty();
            assertThat(look(second + 2)).isEmpty();
        }
    }

    @Test
    void endsWhatHasBeenGoneForAWhile() {
        look(0, LAG);
        look(4, LAG);
        assertThat(look(6)).isEmpty();
        assertThat(look(20, LAG)).isEmpty();
        assertThat(look(22)).isEmpty();
        assertThat(look(51)).isEmpty();
        assertThat(look(52)).containsExactly(new Ended(ID, "log_lag"));
        assertThat(look(54)).isEmpty();
    }

    @Test
    void endsAllOfAStreamThatIsNotLiveAnyMore() {
        look(0, LAG, SHED);
        look(4, LAG, SHED);
        assertThat(told(6, Map.of()))
                .containsExactlyInAnyOrder(
                        new Ended(ID, "log_lag"), new Ended(ID, "transcode_shed"));
        assertThat(told(8, Map.of())).isEmpty();
    }

    @Test
    void tellsAgainWhatWasNotTold() {
        look(0, LAG);
        var live = Map.of(ID, List.of(LAG));
        assertThat(timeline.look(live, Set.of(), START.plusSeconds(4)))
                .isEqualTo(timeline.look(live, Set.of(), START.plusSeconds(6)))
                .containsExactly(new Begun(ID, LAG));
    }

    @Test
    void goesOnWithWhatAnotherInstanceTold() {
        open.add(new IssueOf(ID, "log_lag"));
        assertThat(look(0, LAG)).isEmpty();
        assertThat(look(10)).isEmpty();
        assertThat(look(40)).containsExactly(new Ended(ID, "log_lag"));
    }
}
