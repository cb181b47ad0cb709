package tv.headwater.transcode.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static tv.headwater.transcode.placement.LanePlacement.assign;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class LanePlacementTest {

    private static final int LANES = 16;

    @Example
    void splitsWhatIsNobodysByCapacity() {
        var shares = assign(12, List.of(idle("a", 2), idle("b", 1), idle("c", 1)));
        assertThat(sizes(shares)).containsExactly(6, 3, 3);
    }

    @Example
    void givesANewMemberItsShareAndTakesNoMoreThanThat() {
        var a = member("a", range(0, 8), load(2, Map.of(0, 0.9, 1, 0.1)));
        var b = member("b", range(8, 16), load(2, Map.of(8, 0.9)));
        var shares = assign(LANES, List.of(a, b, idle("c", 2)));
        assertThat(shares.get("a")).contains(0, 1);
        assertThat(shares.get("b")).contains(8);
        assertThat(shares.get("c")).hasSizeBetween(5, 9);
        assertThat(range(0, 8)).containsAll(only(shares.get("a"), 0, 15));
        assertThat(range(8, 16)).containsAll(only(shares.get("b"), 0, 15));
    }

    @Example
    void movesALiveLaneOnlyIfThatIsWorthIt() {
        var busy = member("a", range(0, 16), load(2, Map.of(0, 0.8, 1, 0.8)));
        assertThat(assign(LANES, List.of(busy, idle("b", 2))).get("b")).contains(0);

        var little = member("a", range(0, 16), load(2, Map.of(0, 0.3, 1, 0.3)));
        assertThat(assign(LANES, List.of(little, idle("b", 2))).get("a")).contains(0, 1);
    }

    @Example
    void movesWhatAMemberCannotDoToTheOneWithMostRoom() {
        var full = member("a", range(0, 16), new NodeLoad(2, Map.of(0, 1.9, 1, 0.9), Set.of(1)));
        var b = member("b", Set.of(), load(2, Map.of(40, 5.0)));
        var shares = assign(LANES, List.of(full, b, idle("c", 1)));
        assertThat(shares.get("a")).contains(0);
        assertThat(shares.get("b")).contains(1);
    }

    @Example
    void leavesWhatNobodyCanDo() {
        var full = member("a", range(0, 8), new NodeLoad(2, Map.of(0, 1.9, 1, 1.9), Set.of(1)));
        var other = member("b", range(8, 16), new NodeLoad(2, Map.of(8, 1.9, 9, 1.9), Set.of(9)));
        var shares = assign(LANES, List.of(full, other));
        assertThat(shares.get("a")).contains(0, 1);
        assertThat(shares.get("b")).contains(8, 9);
    }

    @Example
    void doesNotGiveALaneBackToTheOneWhoJustLetItGo() {
        var a = member("a", range(1, 8), new NodeLoad(8, Map.of(0, 1.9), Set.of(0)));
        var b = member("b", range(8, 16), load(2, Map.of()));
        assertThat(assign(LANES, List.of(a, b)).get("b")).contains(0);
    }

    @Example
    void keepsLanesOfAMemberWhoseWordCannotBeRead() {
        var unknown = new Member("a", 1, range(0, 8), Optional.empty());
        var shares = assign(LANES, List.of(unknown, idle("b", 2)));
        assertThat(shares.get("a")).isEqualTo(range(0, 8));
        assertThat(shares.get("b")).isEqualTo(range(8, 16));
    }

    @Example
    void believesTheLaterGeneration() {
        var stale = new Member("a", 3, range(0, 8), Optional.of(load(1, Map.of(0, 0.5))));
        var fresh = new Member("b", 4, range(0, 8), Optional.of(load(1, Map.of(0, 0.5))));
        assertThat(assign(8, List.of(stale, fresh)).get("b")).contains(0);
    }

    @Example
    void emptiesAMemberThatWantsNothing() {
        var leaving = member("a", range(0, 8), new NodeLoad(0, Map.of(0, 0.5), range(0, 8)));
        var b = member("b", range(8, 16), load(2, Map.of()));
        assertThat(assign(LANES, List.of(leaving, b)).get("a")).isEmpty();
    }

    @Property(tries = 500)
    void givesEachLaneToOneMember(@ForAll("groups") List<Member> members) {
        var shares = assign(LANES, members);
        assertThat(shares.keySet())
                .isEqualTo(members.stream().map(Member::id).collect(Collectors.toSet()));
        assertThat(shares.values().stream().flatMap(Set::stream).sorted())
                .isEqualTo(IntStream.range(0, LANES).boxed().toList());
    }

    @Property(tries = 500)
    void dependsOnNoOrder(@ForAll("groups") List<Member> members, @ForAll Random random) {
        var shuffled = new ArrayList<>(members);
        Collections.shuffle(shuffled, random);
        assertThat(assign(LANES, shuffled)).isEqualTo(assign(LANES, members));
    }

    @Property(tries = 500)
    void movesNothingWhenNothingHasChanged(@ForAll("groups") List<Member> members) {
        var settled = settle(members);
        assertThat(assign(LANES, settled)).isEqualTo(lanes(settled));
    }

    @Property(tries = 500)
    void evensOutWhatIsLive(@ForAll("groups") List<Member> members) {
        var settled = settle(members);
        for (var giver : settled) {
            for (var taker : settled) {
                for (int lane : giver.lanes()) {
                    assertThat(gain(giver, taker, lane)).isLessThanOrEqualTo(0.2 + 1e-9);
                }
            }
        }
    }

    @Property(tries = 500)
    void leavesNothingUndoneThatAnotherHasRoomFor(@ForAll("groups") List<Member> members) {
        var settled = settle(members);
        for (var member : settled) {
            for (int lane : refused(member)) {
                double cost = Math.max(0.01, costs(member).getOrDefault(lane, 0.0));
                assertThat(settled)
                        .filteredOn(other -> other.load().isPresent())
                        .filteredOn(other -> !elsewhere(other).contains(lane))
                        .noneMatch(other -> used(other) + cost < capacity(other) - 1e-6);
            }
        }
    }

    @Property(tries = 500)
    void spreadsIdleLanesByFreeCapacity(
            @ForAll("capacities") List<Double> capacities, @ForAll Random random) {
        var owned = new HashMap<Integer, Set<Integer>>();
        for (int lane = 0; lane < 64; lane++) {
            owned.computeIfAbsent(random.nextInt(capacities.size() + 1), _ -> new HashSet<>())
                    .add(lane);
        }
        var members =
                IntStream.range(0, capacities.size())
                        .mapToObj(i ->
                                member(
                                        "m" + i,
                                        owned.getOrDefault(i, Set.of()),
                                        load(capacities.get(i), Map.of())))
                        .toList();
        double all = capacities.stream().mapToDouble(Double::doubleValue).sum();
        var shares = assign(64, members);
        for (int i = 0; i < capacities.size(); i++) {
            double due = 64 * capacities.get(i) / all;
            assertThat((double) shares.get("m" + i).size())
                    .isBetween(Math.floor(0.75 * due) - 1, Math.ceil(1.25 * due) + 1);
        }
    }

    @Provide
    Arbitrary<List<Double>> capacities() {
        return Arbitraries.doubles().between(0.5, 16).list().ofMinSize(1).ofMaxSize(6);
    }

    /** One to five members with any claims, costs, refusals, and sometimes no readable word. */
    @Provide
    Arbitrary<List<Member>> groups() {
        var lanes = Arbitraries.integers().between(0, LANES + 2).set().ofMaxSize(8);
        var costs =
                Arbitraries.maps(
                                Arbitraries.integers().between(0, LANES - 1),
                                Arbitraries.doubles().between(0, 2))
                        .ofMaxSize(8);
        var loads =
                Combinators.combine(
                                Arbitraries.doubles().between(0, 4),
                                costs,
                                Arbitraries.integers().between(0, LANES - 1).set().ofMaxSize(3))
                        .as(NodeLoad::new);
        var members =
                Combinators.combine(
                                Arbitraries.integers().between(-1, 3), lanes, loads.optional(0.9))
                        .as((generation, own, load) -> new Member("?", generation, own, load));
        return members.list()
                .ofMinSize(1)
                .ofMaxSize(5)
                .map(list ->
                        IntStream.range(0, list.size())
                                .mapToObj(i -> named(list.get(i), "m" + i))
                                .toList());
    }

    private static Member named(Member member, String id) {
        return new Member(id, member.generation(), member.lanes(), member.load());
    }

    /** The members with the lanes they were given, each lane's cost known to its new owner. */
    private static List<Member> settle(Collection<Member> members) {
        var shares = assign(LANES, members);
        var costs = new HashMap<Integer, Double>();
        for (int lane = 0; lane < LANES; lane++) {
            costs.put(lane, costBefore(members, lane));
        }
        return members.stream()
                .map(member ->
                        new Member(
                                member.id(),
                                7,
                                shares.get(member.id()),
                                member.load().map(load -> taking(load, costs))))
                .toList();
    }

    private static NodeLoad taking(NodeLoad load, Map<Integer, Double> costs) {
        return new NodeLoad(load.capacity(), costs, load.elsewhere());
    }

    private static double costBefore(Collection<Member> members, int lane) {
        var owners = members.stream().filter(member -> member.lanes().contains(lane)).toList();
        int newest = owners.stream().mapToInt(Member::generation).max().orElse(0);
        var witnesses =
                owners.isEmpty()
                        ? members
                        : List.of(
                                owners.stream()
                                        .filter(member -> member.generation() == newest)
                                        .min((a, b) -> a.id().compareTo(b.id()))
                                        .orElseThrow());
        double cost =
                witnesses.stream()
                        .mapToDouble(member -> costs(member).getOrDefault(lane, 0.0))
                        .max()
                        .orElse(0);
        boolean refused = witnesses.stream().anyMatch(member -> elsewhere(member).contains(lane));
        return refused ? Math.max(cost, 0.01) : cost;
    }

    private static double gain(Member giver, Member taker, int lane) {
        double cost = costs(giver).getOrDefault(lane, 0.0);
        if (giver.equals(taker)
                || cost == 0
                || giver.load().isEmpty()
                || taker.load().isEmpty()
                || elsewhere(taker).contains(lane)) {
            return 0;
        }
        return Math.max(used(giver) / capacity(giver), used(taker) / capacity(taker))
                - Math.max(
                        (used(giver) - cost) / capacity(giver),
                        (used(taker) + cost) / capacity(taker));
    }

    private static double used(Member member) {
        return member.lanes().stream()
                .mapToDouble(lane ->
                        Math.max(
                                costs(member).getOrDefault(lane, 0.0),
                                refused(member).contains(lane) ? 0.01 : 0))
                .sum();
    }

    private static double capacity(Member member) {
        return Math.max(0.001, member.load().map(NodeLoad::capacity).orElse(0.0));
    }

    private static Map<Integer, Double> costs(Member member) {
        return member.load().map(NodeLoad::costs).orElse(Map.of());
    }

    private static Set<Integer> elsewhere(Member member) {
        return member.load().map(NodeLoad::elsewhere).orElse(Set.of());
    }

    /** What a member has and cannot do. */
    private static Set<Integer> refused(Member member) {
        var refused = new HashSet<>(elsewhere(member));
        refused.retainAll(member.lanes());
        return refused;
    }

    private static SortedMap<String, SortedSet<Integer>> lanes(List<Member> members) {
        var lanes = new java.util.TreeMap<String, SortedSet<Integer>>();
        members.forEach(member -> lanes.put(member.id(), new java.util.TreeSet<>(member.lanes())));
        return lanes;
    }

    private static List<Integer> sizes(Map<String, SortedSet<Integer>> shares) {
        return shares.values().stream().map(Set::size).toList();
    }

    private static Set<Integer> only(SortedSet<Integer> lanes, int from, int to) {
        return lanes.subSet(from, to + 1);
    }

    private static Member idle(String id, double capacity) {
        return member(id, Set.of(), load(capacity, Map.of()));
    }

    private static Member member(String id, Set<Integer> lanes, NodeLoad load) {
        return new Member(id, 1, lanes, Optional.of(load));
    }

    private static NodeLoad load(double capacity, Map<Integer, Double> costs) {
        return new NodeLoad(capacity, costs, Set.of());
    }

    private static Set<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().collect(Collectors.toSet());
    }
}
