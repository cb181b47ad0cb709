package tv.headwater.transcode.placement;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Gives each lane to a member. A lane stays where it is unless its member cannot do what is live in it and another can, or its move
 * evens the load out by more than {@link #THRESHOLD}. Lanes in which nothing is live are spread by free capacity, for
 * the next streams go there. The same members give the same result, whatever their order.
 */
public final class LanePlacement {

    /** A live lane moves only if that lowers the higher utilisation of the two members by more than this. */
    public static final double THRESHOLD = 0.2;

    /** How far, in proportion, a member's idle lanes may be off its due; beyond, they are spread evenly again. */
    private static final double IDLE_SLACK = 0.25;

    /** Of a lane that is wanted elsewhere, whatever is said of it. */
    private static final double LEAST_COST = 0.01;

    /** Keeps utilisations finite where a capacity is 0. */
    private static final double LEAST_CAPACITY = 0.001;

    private static final int NOBODY = -1;

    private final List<Seat> seats;
    private final int[] owner;
    private final double[] cost;

    private LanePlacement(int lanes, List<Member> members) {
        boolean anyKnown = members.stream().anyMatch(member -> member.load().isPresent());
        this.seats = members.stream().map(member -> new Seat(member, !anyKnown)).toList();
        this.owner = new int[lanes];
        this.cost = new double[lanes];
        for (int lane = 0; lane < lanes; lane++) {
            owner[lane] = claimant(lane);
            cost[lane] = costOf(lane);
        }
    }

    /**
     * @param lanes how many there are, from 0
     * @param members with different ids
     * @return for each member's id its lanes; each lane is there once, unless there are no members
     */
    public static SortedMap<String, SortedSet<Integer>> assign(
            int lanes, Collection<Member> members) {
        if (members.isEmpty()) {
            return new TreeMap<>();
        }
        var sorted = members.stream().sorted(Comparator.comparing(Member::id)).toList();
        var placement = new LanePlacement(lanes, sorted);
        placement.placeLiveOrphans();
        while (placement.relieve() || placement.balance()) {
            // Each move lowers the higher load of two members, so there is a last one.
        }
        placement.spreadIdle();
        return placement.result();
    }

    /** A member with what follows from its load. */
    private static final class Seat {

        private final Member member;
        private final boolean known;
        private final double capacity;

        private Seat(Member member, boolean nobodyIsKnown) {
            this.member = member;
            this.known = nobodyIsKnown || member.load().isPresent();
            this.capacity =
                    Math.max(
                            LEAST_CAPACITY,
                            member.load().map(NodeLoad::capacity).orElse(nobodyIsKnown ? 1.0 : 0));
        }

        private boolean refuses(int lane) {
            return member.load().map(load -> load.elsewhere().contains(lane)).orElse(false);
        }

        private Optional<Double> costOf(int lane) {
            return member.load().map(load -> load.costs().get(lane));
        }
    }

    private int claimant(int lane) {
        int best = NOBODY;
        for (int i = 0; i < seats.size(); i++) {
            var member = seats.get(i).member;
            if (member.lanes().contains(lane)
                    && (best == NOBODY
                            || member.generation() > seats.get(best).member.generation())) {
                best = i;
            }
        }
        return best;
    }

    /** Its owner's word; for a lane without owner the highest any member says. */
    private double costOf(int lane) {
        var witnesses = owner[lane] == NOBODY ? seats : List.of(seats.get(owner[lane]));
        double said =
                witnesses.stream()
                        .flatMap(seat -> seat.costOf(lane).stream())
                        .mapToDouble(Double::doubleValue)
                        .max()
                        .orElse(0);
        boolean refused = witnesses.stream().anyMatch(seat -> seat.refuses(lane));
        return refused ? Math.max(said, LEAST_COST) : said;
    }

    private IntStream lanes() {
        return IntStream.range(0, owner.length);
    }

    /** Indices of the members that may be given more. */
    private IntStream takers() {
        return IntStream.range(0, seats.size()).filter(i -> seats.get(i).known);
    }

    private double load(int i) {
        return lanes().filter(lane -> owner[lane] == i).mapToDouble(lane -> cost[lane]).sum();
    }

    private void placeLiveOrphans() {
        lanes().filter(lane -> owner[lane] == NOBODY && cost[lane] > 0)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer lane) -> -cost[lane]))
                .forEach(lane -> owner[lane] = leastLoadedWith(lane));
    }

    private int leastLoadedWith(int lane) {
        return takers().boxed()
                .min(
                        Comparator.comparing((Integer i) -> seats.get(i).refuses(lane))
                                .thenComparingDouble(
                                        i -> (load(i) + cost[lane]) / seats.get(i).capacity)
                                .thenComparingLong(
                                        i -> lanes().filter(other -> owner[other] == i).count()))
                .orElseThrow();
    }

    /** Moves one lane that its owner cannot do to the least loaded member that has room for it. */
    private boolean relieve() {
        for (int lane = 0; lane < owner.length; lane++) {
            if (!isMovable(lane) || !seats.get(owner[lane]).refuses(lane)) {
                continue;
            }
            @Nullable Integer taker = roomiestFor(lane);
            if (taker != null) {
                owner[lane] = taker;
                return true;
            }
        }
        return false;
    }

    private @Nullable Integer roomiestFor(int lane) {
        return takers().filter(i -> i != owner[lane] && !seats.get(i).refuses(lane))
                .filter(i -> load(i) + cost[lane] <= seats.get(i).capacity)
                .boxed()
                .min(
                        Comparator.comparingDouble(
                                i -> (load(i) + cost[lane]) / seats.get(i).capacity))
                .orElse(null);
    }

    private boolean isMovable(int lane) {
        return cost[lane] > 0 && seats.get(owner[lane]).known;
    }

    /** Makes the one move that evens out most, if it is worth it. */
    private boolean balance() {
        var loads = IntStream.range(0, seats.size()).mapToDouble(this::load).toArray();
        double best = THRESHOLD;
        int bestLane = NOBODY;
        int bestTaker = NOBODY;
        for (int lane = 0; lane < owner.length; lane++) {
            if (!isMovable(lane)) {
                continue;
            }
            for (int i = 0; i < seats.size(); i++) {
                double gain = gain(lane, i, loads);
                if (gain > best) {
                    best = gain;
                    bestLane = lane;
                    bestTaker = i;
                }
            }
        }
        if (bestLane == NOBODY) {
            return false;
        }
        owner[bestLane] = bestTaker;
        return true;
    }

    private double gain(int lane, int taker, double[] loads) {
        int giver = owner[lane];
        if (giver == taker || !seats.get(taker).known || seats.get(taker).refuses(lane)) {
            return 0;
        }
        double from = seats.get(giver).capacity;
        double to = seats.get(taker).capacity;
        double before = Math.max(loads[giver] / from, loads[taker] / to);
        double after =
                Math.max((loads[giver] - cost[lane]) / from, (loads[taker] + cost[lane]) / to);
        return before - after;
    }

    private void spreadIdle() {
        var idle = lanes().filter(this::isIdle).toArray();
        var due = due(idle.length);
        var surplus = new double[seats.size()];
        takers().forEach(i -> surplus[i] = -due[i]);
        for (int lane : idle) {
            if (owner[lane] != NOBODY) {
                surplus[owner[lane]]++;
            }
        }
        for (int lane : idle) {
            if (owner[lane] == NOBODY) {
                give(lane, poorest(surplus), surplus);
            }
        }
        if (!isUneven(surplus, due, IDLE_SLACK)) {
            return;
        }
        for (int moves = 0; moves < idle.length && isUneven(surplus, due, 0); moves++) {
            int giver = richest(surplus);
            int lane = Arrays.stream(idle).filter(l -> owner[l] == giver).max().orElseThrow();
            surplus[giver]--;
            give(lane, poorest(surplus), surplus);
        }
    }

    private boolean isIdle(int lane) {
        return cost[lane] == 0
                && (owner[lane] == NOBODY || seats.get(owner[lane]).known)
                && seats.stream().noneMatch(seat -> seat.refuses(lane));
    }

    private void give(int lane, int taker, double[] surplus) {
        owner[lane] = taker;
        surplus[taker]++;
    }

    private int poorest(double[] surplus) {
        return takers().boxed()
                .min(Comparator.comparingDouble((Integer i) -> surplus[i]))
                .orElseThrow();
    }

    private int richest(double[] surplus) {
        return takers().boxed()
                .max(Comparator.comparingDouble((Integer i) -> surplus[i]))
                .orElseThrow();
    }

    /** How many idle lanes each member should have: in proportion to its free capacity. */
    private double[] due(int idle) {
        var free = new double[seats.size()];
        takers().forEach(i -> free[i] = Math.max(0, seats.get(i).capacity - load(i)));
        if (Arrays.stream(free).sum() == 0) {
            takers().forEach(i -> free[i] = seats.get(i).capacity);
        }
        double all = Arrays.stream(free).sum();
        return Arrays.stream(free).map(own -> idle * own / all).toArray();
    }

    /** Whether a member has more or less than its due, give or take the slack and a lane that cannot be split. */
    private boolean isUneven(double[] surplus, double[] due, double slack) {
        return takers().anyMatch(i -> {
            long count = Math.round(surplus[i] + due[i]);
            double most = Math.max(Math.ceil(due[i]), Math.floor(due[i] * (1 + slack)));
            double least =
                    Math.min(Math.floor(due[i]), Math.max(1, Math.floor(due[i] * (1 - slack))));
            return count > most || count < least;
        });
    }

    private SortedMap<String, SortedSet<Integer>> result() {
        var result = new TreeMap<String, SortedSet<Integer>>();
        for (int i = 0; i < seats.size(); i++) {
            int own = i;
            result.put(
                    seats.get(i).member.id(),
                    lanes().filter(lane -> owner[lane] == own)
                            .boxed()
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
        return result;
    }
}
