package tv.headwater.transcode.log;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.log.Topics;
import tv.headwater.transcode.placement.LanePlacement;
import tv.headwater.transcode.placement.Member;
import tv.headwater.transcode.placement.NodeLoad;

/** {@link LanePlacement} as Kafka's group leader runs it, and what each member tells it. Made by Kafka itself. */
public final class LaneAssignorTopic implements ConsumerPartitionAssignor, Configurable {

    /** The client setting that holds the member's {@link LoadMemory}. */
    static final String LOAD = "headwater.load";

    private @Nullable LoadMemory load;

    @Override
    public void configure(Map<String, ?> configs) {
        load = (LoadMemory) configs.get(LOAD);
    }

    @Override
    public String name() {
        return "headwater-lanes";
    }

    @Override
    public List<RebalanceProtocol> supportedProtocols() {
        return List.of(RebalanceProtocol.COOPERATIVE);
    }

    @Override
    public @Nullable ByteBuffer subscriptionUserData(Set<String> topics) {
        return load == null ? null : load.now();
    }

    @Override
    public GroupAssignment assign(Cluster cluster, GroupSubscription group) {
        @Nullable Integer lanes = cluster.partitionCountForTopic(Topics.SOURCE_MEDIA);
        var members = group.groupSubscription();
        var holders = new HashMap<Integer, Set<String>>();
        members.forEach((id, member) ->
                owned(member)
                        .forEach(lane ->
                                holders.computeIfAbsent(lane, _ -> new TreeSet<>()).add(id)));
        var placed =
                LanePlacement.assign(
                        lanes == null ? 0 : lanes,
                        members.entrySet().stream()
                                .map(e -> member(e.getKey(), e.getValue()))
                                .toList());
        var assignments = new HashMap<String, Assignment>();
        placed.forEach((id, share) ->
                assignments.put(
                        id,
                        new Assignment(
                                share.stream()
                                        .filter(lane -> isFree(holders.get(lane), id))
                                        .map(LaneAssignorTopic::partition)
                                        .toList())));
        return new GroupAssignment(assignments);
    }

    /** A lane goes to a new member only after its old one has let it go: in the rebalance that follows. */
    private static boolean isFree(@Nullable Set<String> holders, String id) {
        return holders == null || holders.contains(id);
    }

    private static Set<Integer> owned(Subscription member) {
        return numbers(member.ownedPartitions());
    }

    private static Member member(String id, Subscription member) {
        return new Member(
                id,
                member.generationId().orElse(-1),
                owned(member),
                NodeLoad.decode(member.userData()));
    }

    /** A lane as Kafka names it. */
    static TopicPartition partition(int lane) {
        return new TopicPartition(Topics.SOURCE_MEDIA, lane);
    }

    /** Lanes as we name them. */
    static Set<Integer> numbers(Collection<TopicPartition> lanes) {
        return lanes.stream()
                .map(TopicPartition::partition)
                .collect(Collectors.toUnmodifiableSet());
    }
}
