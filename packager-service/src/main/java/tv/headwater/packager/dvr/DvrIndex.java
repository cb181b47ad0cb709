package tv.headwater.packager.dvr;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tv.headwater.packager.segment.InitSegment;

/**
 * One rendition's segments on disk at one moment, by rising number, with holes where there are none. Immutable, about 34 bytes a
 * segment; what it gives out is made anew each time.
 */
public final class DvrIndex {

    public static final DvrIndex EMPTY = new DvrIndex(List.of());

    private final Run[] runs;

    /** How many segments stand before each run; behind the last one, how many there are. */
    private final int[] before;

    private DvrIndex(List<Run> runs) {
        this.runs = runs.toArray(Run[]::new);
        before = new int[this.runs.length + 1];
        for (int i = 0; i < this.runs.length; i++) {
            before[i + 1] = before[i] + this.runs[i].size();
        }
    }

    public int size() {
        return before[runs.length];
    }

    public boolean isEmpty() {
        return runs.length == 0;
    }

    /**
     * @param index 0 for the oldest
     * @throws IndexOutOfBoundsException if it is not less than {@link #size}
     */
    public StoredSegment get(int index) {
        return placement(index).segment();
    }

    /** All, oldest first. */
    public Stream<StoredSegment> segments() {
        return IntStream.range(0, size()).mapToObj(this::get);
    }

    public Optional<StoredSegment> find(long msn) {
        return Optional.ofNullable(placementOf(msn)).map(Placement::segment);
    }

    /** The index of the first segment with this number or a greater one; {@link #size} if there is none. */
    public int ceiling(long msn) {
        int run = runOf(msn);
        return run < 0 ? 0 : before[run] + runs[run].ceiling(msn);
    }

    /**
     * The index of the first segment that ends after {@code dateTime}; {@link #size} if none does. Exact where clocks rise
     * with the numbers.
     *
     * @param dateTime µs since 1970
     */
    public int since(long dateTime) {
        int low = 0;
        int high = size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (get(middle).endDateTime() <= dateTime) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /**
     * Whether {@code other} has just the same from {@code from} to before {@code to}, and the same segments before and after that. Not
     * if nothing follows yet, nor always where it has; but it takes no look at each.
     */
    public boolean isSame(DvrIndex other, long from, long to) {
        int own = Math.max(0, runOf(from - 1));
        int others = Math.max(0, other.runOf(from - 1));
        while (own < runs.length && others < other.runs.length && runs[own] == other.runs[others]) {
            if (runs[own].lastMsn() >= to) {
                return true;
            }
            own++;
            others++;
        }
        return false;
    }

    /** How many segments have numbers from {@code from} to before {@code to}. */
    public int count(long from, long to) {
        return ceiling(to) - ceiling(from);
    }

    /** @param id {@link InitSegment#id} */
    public Optional<InitSegment> init(long id) {
        return init(init -> init.id() == id);
    }

    /** Whether any segment is encrypted with the key of that number. */
    public boolean needsKey(long number) {
        return init(init -> init.key() != null && init.key().number() == number).isPresent();
    }

    Optional<InitSegment> init(long id, long number) {
        return init(init -> init.id() == id && init.number() == number);
    }

    private Optional<InitSegment> init(Predicate<InitSegment> wanted) {
        for (int i = runs.length - 1; i >= 0; i--) {
            if (wanted.test(runs[i].init())) {
                return Optional.of(runs[i].init());
            }
        }
        return Optional.empty();
    }

    Placement placement(int index) {
        if (index < 0 || index >= size()) {
            throw new IndexOutOfBoundsException(index + " is not in 0.." + (size() - 1));
        }
        int found = Arrays.binarySearch(before, index);
        int run = found >= 0 ? found : -found - 2;
        return runs[run].get(index - before[run]);
    }

    @Nullable Placement placementOf(long msn) {
        int index = ceiling(msn);
        if (index == size()) {
            return null;
        }
        var found = placement(index);
        return found.msn() == msn ? found : null;
    }

    /** The last run that begins with this number or a smaller one, −1 if none does. */
    private int runOf(long msn) {
        int low = 0;
        int high = runs.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (runs[middle].firstMsn() <= msn) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    /** What lies in {@code volume}, by rising number. */
    List<Placement> in(int volume) {
        return Arrays.stream(runs)
                .filter(run -> run.volume() == volume)
                .flatMap(run -> IntStream.range(0, run.size()).mapToObj(run::get))
                .toList();
    }

    /** With all of these, which rise; each takes the place of one with its number. */
    DvrIndex with(List<Placement> more) {
        if (more.isEmpty()) {
            return this;
        }
        if (isEmpty() || more.getFirst().msn() > runs[runs.length - 1].lastMsn()) {
            List<Run> next = new ArrayList<>(Arrays.asList(runs));
            more.forEach(placement -> append(next, placement));
            return new DvrIndex(next);
        }
        var next = this;
        for (var placement : more) {
            next = next.insert(placement);
        }
        return next;
    }

    private static void append(List<Run> runs, Placement placement) {
        if (!runs.isEmpty() && runs.getLast().takes(placement)) {
            runs.set(runs.size() - 1, runs.getLast().with(placement));
        } else {
            runs.add(Run.of(placement));
        }
    }

    private DvrIndex insert(Placement placement) {
        List<Run> next = new ArrayList<>();
        int run = runOf(placement.msn());
        for (int i = 0; i <= run; i++) {
            next.add(runs[i]);
        }
        if (run >= 0) {
            next.removeLast();
            int at = runs[run].ceiling(placement.msn());
            addSlice(next, runs[run], 0, at);
            append(next, placement);
            boolean replaces = at < runs[run].size() && runs[run].get(at).msn() == placement.msn();
            addSlice(next, runs[run], replaces ? at + 1 : at, runs[run].size());
        } else {
            next.add(Run.of(placement));
        }
        next.addAll(Arrays.asList(runs).subList(run + 1, runs.length));
        return new DvrIndex(next);
    }

    private static void addSlice(List<Run> runs, Run run, int from, int to) {
        if (from < to) {
            runs.add(run.slice(from, to));
        }
    }

    /** Without what lies in {@code volume}. */
    DvrIndex without(int volume) {
        return new DvrIndex(Arrays.stream(runs).filter(run -> run.volume() != volume).toList());
    }

    /** Without this one, if it is still where it was. */
    DvrIndex without(Placement placement) {
        if (!placement.equals(placementOf(placement.msn()))) {
            return this;
        }
        List<Run> next = new ArrayList<>();
        for (var run : runs) {
            if (run.firstMsn() <= placement.msn() && placement.msn() <= run.lastMsn()) {
                int at = run.ceiling(placement.msn());
                addSlice(next, run, 0, at);
                addSlice(next, run, at + 1, run.size());
            } else {
                next.add(run);
            }
        }
        return new DvrIndex(next);
    }
}
