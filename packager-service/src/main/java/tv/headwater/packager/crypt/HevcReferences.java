package tv.headwater.packager.crypt;

import java.util.ArrayList;
import java.util.List;

/**
 * A short-term reference picture set (ITU-T H.265 7.3.7 and 7.4.8).
 *
 * @param before pictures before the current one in output order, the nearest first
 * @param after pictures after it, the nearest first
 */
record HevcReferences(List<Reference> before, List<Reference> after) {

    private static final int MAX = 16;

    /** @param delta of the picture order count */
    record Reference(int delta, boolean used) {}

    /** How many may be used by the current picture. */
    int used() {
        return (int)
                (before.stream().filter(Reference::used).count()
                        + after.stream().filter(Reference::used).count());
    }

    /**
     * @param earlier the sequence's, before this one
     * @param inSlice whether it stands in a slice header
     */
    static HevcReferences read(RbspReader in, List<HevcReferences> earlier, boolean inSlice) {
        return !earlier.isEmpty() && in.flag() ? derived(in, earlier, inSlice) : plain(in);
    }

    private static HevcReferences plain(RbspReader in) {
        int countBefore = in.ue();
        int countAfter = in.ue();
        if (countBefore > MAX || countAfter > MAX) {
            throw new IllegalArgumentException(
                    countBefore + " and " + countAfter + " references exceed " + MAX);
        }
        return new HevcReferences(plain(in, countBefore, -1), plain(in, countAfter, 1));
    }

    private static List<Reference> plain(RbspReader in, int count, int sign) {
        List<Reference> references = new ArrayList<>();
        int delta = 0;
        for (int i = 0; i < count; i++) {
            delta += sign * (in.ue() + 1);
            references.add(new Reference(delta, in.flag()));
        }
        return references;
    }

    private static HevcReferences derived(
            RbspReader in, List<HevcReferences> earlier, boolean inSlice) {
        int back = inSlice ? in.ue() + 1 : 1;
        if (back > earlier.size()) {
            throw new IllegalArgumentException("no reference picture set " + back + " before");
        }
        var from = earlier.get(earlier.size() - back);
        boolean negative = in.flag();
        int shift = (in.ue() + 1) * (negative ? -1 : 1);
        List<Reference> base = new ArrayList<>(from.before);
        base.addAll(from.after);
        // The picture the other set belongs to comes last in the order of the flags.
        base.add(new Reference(0, false));
        List<Reference> all = new ArrayList<>();
        for (var reference : base) {
            boolean used = in.flag();
            boolean kept = used || in.flag();
            if (kept && reference.delta() + shift != 0) {
                all.add(new Reference(reference.delta() + shift, used));
            }
        }
        return new HevcReferences(
                all.stream()
                        .filter(reference -> reference.delta() < 0)
                        .sorted((a, b) -> Integer.compare(b.delta(), a.delta()))
                        .toList(),
                all.stream()
                        .filter(reference -> reference.delta() > 0)
                        .sorted((a, b) -> Integer.compare(a.delta(), b.delta()))
                        .toList());
    }
}
