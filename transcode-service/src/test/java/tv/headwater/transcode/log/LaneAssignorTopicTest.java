package tv.headwater.transcode.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.GroupSubscription;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.log.Topics;
import tv.headwater.transcode.placement.NodeLoad;

class LaneAssignorTopicTest {

    private static final int LANES = 4;
    private static final int GENERATION = 7;

    private final LaneAssignorTopic assignor = new LaneAssignorTopic();
    private final Map<String, Subscription> members = new HashMap<>();

    private void member(String id, double capacity, Map<Integer, Double> costs, Integer... lanes) {
        member(id, new NodeLoad(capacity, costs, Set.of()).encode(), lanes);
    }

    private void member(String id, ByteBuffer load, Integer... lanes) {
        members.put(
                id,
                new Subscription(
                        List.of(Topics.SOURCE_MEDIA),
                        load,
                        List.of(lanes).stream().map(LaneAssignorTopic::partition).toList(),
                        GENERATION,
                        Optional.empty()));
    }

    private Map<String, Set<Integer>> assign() {
        return assign(LANES);
    }

    private Map<String, Set<Integer>> assign(int lanes) {
        var partitions =
                IntStream.range(0, lanes)
                        .mapToObj(lane -> partition(Topics.SOURCE_MEDIA, lane))
                        .toList();
        var cluster = new Cluster("c", List.of(Node.noNode()), partitions, Set.of(), Set.of());
        var shares = new HashMap<String, Set<Integer>>();
        assignor.assign(cluster, new GroupSubscription(members))
                .groupAssignment()
                .forEach((id, share) -> shares.put(id, lanes(share)));
        return shares;
    }

    private static PartitionInfo partition(String topic, int lane) {
        return new PartitionInfo(topic, lane, Node.noNode(), new Node[0], new Node[0]);
    }

    private static Set<Integer> lanes(Assignment share) {
        return LaneAssignorTopic.numbers(share.partitions());
    }

    private static Set<Integer> all(Collection<Set<Integer>> shares) {
        return shares.stream()
                .flatMap(Set::stream)
                .collect(java.util.stream.Collectors.toUnmodifiableSet());
    }

    @Test
    void theFirstMemberGetsAllLanes() {
        member("a", 2, Map.of());
        assertThat(assign()).isEqualTo(Map.of("a", Set.of(0, 1, 2, 3)));
    }

    @Test
    void aLaneThatMovesIsNobodysUntilItsOwnerHasLetItGo() {
        member("a", 2, Map.of(), 0, 1, 2, 3);
        member("b", 2, Map.of());
        var first = assign();
        assertThat(first.get("a")).hasSize(2);
        assertThat(first.get("b")).isEmpty();

        member("a", 2, Map.of(), first.get("a").toArray(Integer[]::new));
        var second = assign();
        assertThat(second.get("a")).isEqualTo(first.get("a"));
        assertThat(second.get("b")).hasSize(2);
        assertThat(all(second.values())).containsExactlyInAnyOrder(0, 1, 2, 3);
    }

    @Test
    void whatAMemberHasToDoDecides() {
        member("a", 2, Map.of(0, 1.0, 1, 1.0), 0, 1);
        member("b", 2, Map.of());
        var shares = assign(2);
        assertThat(shares.get("a")).as("one of its two goes").hasSize(1);
        assertThat(shares.get("b")).isEmpty();
    }

    @Test
    void aMemberOfAnotherVersionKeepsWhatItHas() {
        member("a", 2, Map.of(), 0);
        member("b", ByteBuffer.wrap(new byte[] {99, 1, 2}), 1, 2, 3);
        assertThat(assign()).isEqualTo(Map.of("a", Set.of(0), "b", Set.of(1, 2, 3)));
    }

    @Test
    void whereThereIsNoTopicThereIsNothingToShare() {
        member("a", 2, Map.of());
        assertThat(assign(0)).isEqualTo(Map.of("a", Set.of()));
    }

    @Test
    void aMemberTellsItsLoad() {
        assertThat(assignor.subscriptionUserData(Set.of(Topics.SOURCE_MEDIA))).isNull();
        var load = new NodeLoad(3, Map.of(1, 0.5), Set.of());
        assignor.configure(Map.of(LaneAssignorTopic.LOAD, new LoadMemory(() -> load)));
        assertThat(NodeLoad.decode(assignor.subscriptionUserData(Set.of(Topics.SOURCE_MEDIA))))
                .contains(load);
    }
}
