package tv.headwater.packager.dvr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.TestMedia;
import tv.headwater.packager.segment.InitSegment;

class DvrIndexTest {

    /** 14 days of 2 s. */
    private static final int FORTNIGHT = 604_800;

    private static final int PER_VOLUME = 64;

    private static Placement placement(long msn, int volume, InitSegment init) {
        var segment =
                new StoredSegment(
                        msn,
                        init,
                        msn * 180_000,
                        180_000,
                        TestMedia.WALL_CLOCK + msn * 2 * Disk.SECOND,
                        60,
                        msn % 3 != 0,
                        500_000);
        return new Placement(segment, volume, (int) (msn * 77), (int) msn * 31);
    }

    /** Whatever is done to it, it says what a plain map would. */
    @Property(tries = 300)
    void isAMapByNumber(@ForAll long seed) {
        var random = new Random(seed);
        var inits = List.of(Disk.INIT, Disk.init(5));
        var expected = new TreeMap<Long, Placement>();
        var index = DvrIndex.EMPTY;
        long newest = 0;
        for (int i = 0; i < 200; i++) {
            switch (random.nextInt(12)) {
                case 0 -> {
                    int volume = random.nextInt(6);
                    expected.values().removeIf(each -> each.volume() == volume);
                    index = index.without(volume);
                }
                case 1 -> {
                    var any = placement(random.nextLong(newest + 1), 0, Disk.INIT);
                    expected.remove(any.msn(), any);
                    index = index.without(any);
                }
                case 2, 3 -> {
                    var late = placement(random.nextLong(newest + 1), random.nextInt(6), Disk.INIT);
                    expected.put(late.msn(), late);
                    index = index.with(List.of(late));
                }
                default -> {
                    newest += random.nextInt(10) == 0 ? 1L << 40 : 1 + random.nextInt(2);
                    var next = placement(newest, i / 40, inits.get(random.nextInt(20) / 19));
                    expected.put(next.msn(), next);
                    index = index.with(List.of(next));
                }
            }
        }
        assertThat(placements(index)).isEqualTo(List.copyOf(expected.values()));
        for (long msn : expected.keySet()) {
            assertThat(index.placementOf(msn)).isEqualTo(expected.get(msn));
            assertThat(index.ceiling(msn - 1)).isEqualTo(expected.headMap(msn - 1).size());
        }
        assertThat(index.find(newest + 1)).isEmpty();
        for (int volume = 0; volume < 6; volume++) {
            int wanted = volume;
            assertThat(index.in(volume))
                    .isEqualTo(
                            expected.values().stream()
                                    .filter(each -> each.volume() == wanted)
                                    .toList());
        }
    }

    private static List<Placement> placements(DvrIndex index) {
        List<Placement> all = new ArrayList<>();
        for (int i = 0; i < index.size(); i++) {
            all.add(index.placement(i));
        }
        return all;
    }

    @Test
    void findsByTime() {
        var index = DvrIndex.EMPTY;
        for (long msn : new long[] {10, 11, 14}) {
            index = index.with(List.of(placement(msn, 1, Disk.INIT)));
        }
        long start = index.get(0).programDateTime();
        assertThat(index.since(Long.MIN_VALUE)).isZero();
        assertThat(index.since(start + 2 * Disk.SECOND - 1)).isZero();
        assertThat(index.since(start + 2 * Disk.SECOND)).isEqualTo(1);
        assertThat(index.since(start + 5 * Disk.SECOND)).isEqualTo(2);
        assertThat(index.since(Long.MAX_VALUE)).isEqualTo(3);
    }

    @Test
    void findsInitSegments() {
        var index =
                DvrIndex.EMPTY.with(
                        List.of(placement(1, 1, Disk.INIT), placement(2, 1, Disk.init(5))));
        assertThat(index.init(Disk.INIT.id())).contains(Disk.INIT);
        assertThat(index.init(5)).contains(Disk.init(5));
        assertThat(index.init(6)).isEmpty();
    }

    @Test
    void hasNothingBeyondItsEnds() {
        var index = DvrIndex.EMPTY.with(List.of(placement(1, 1, Disk.INIT)));
        assertThatThrownBy(() -> index.get(1))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("1 is not in 0..0");
        assertThatThrownBy(() -> index.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aFortnightIsSmall() {
        long before = used();
        var index = fortnight();
        double each = (double) (used() - before) / FORTNIGHT;
        System.getLogger("dvr").log(System.Logger.Level.INFO, "index: {0} bytes a segment", each);
        assertThat(index.size()).isEqualTo(FORTNIGHT);
        assertThat(each).isLessThan(48);
    }

    private static DvrIndex fortnight() {
        var index = DvrIndex.EMPTY;
        for (int volume = 0; volume < FORTNIGHT / PER_VOLUME; volume++) {
            List<Placement> more = new ArrayList<>();
            for (int i = 0; i < PER_VOLUME; i++) {
                more.add(placement((long) volume * PER_VOLUME + i, volume, Disk.INIT));
            }
            index = index.with(more);
        }
        return index;
    }

    private static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            var runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
