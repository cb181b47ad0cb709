package tv.headwater.transcode.worker.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.stream.Ladder;
import tv.headwater.contract.stream.VideoCodec;
import tv.headwater.transcode.ladder.Profile;

/** Whatever is in an access unit, what comes after it is transcoded. */
class BrokenMediaTest {

    private static final Ladder ONE_RUNG =
            new Ladder.Rungs(List.of(new Ladder.Rung(Jobs.LOW, 144, 150_000, VideoCodec.H264)));

    /**
     * One group of pictures is whole, then one is broken, and so on. A broken IDR may tell the decoder to forget what it holds, so the
     * last pictures of a group that is reordered may go.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everyGoodGroupComesOutWhole(long seed) {
        var clip = Clip.of("testsrc2=size=256x144:rate=30", 1, Clip.x264("g=15", "bf=" + seed % 3));
        var last = clip.pictures().subList(15 - (seed % 3 == 0 ? 0 : 2), 15);
        var random = new Random(seed);
        List<MediaRecord> source = new ArrayList<>();
        Set<Long> good = new TreeSet<>();
        int broken = 0;
        for (int round = 0; round < 70; round++) {
            var from = new Clip.StreamSource(7, round * 100L, round * 90_000L, round * 2L, 0);
            for (var record : round < 69 ? clip.records(from) : clip.session(from)) {
                if (record instanceof AccessUnit unit && unit.stamp().segment() % 2 == 1) {
                    source.add(broken(unit, random));
                    broken++;
                } else {
                    source.add(record);
                    if (record instanceof AccessUnit unit
                            && !last.contains(unit.pts() - from.shift())) {
                        good.add(unit.pts());
                    }
                }
            }
        }
        assertThat(broken).isGreaterThan(1000);
        var job = Jobs.job(ONE_RUNG, Profile.LOW_LATENCY, 0, List.of());
        var seen = new Seen(Jobs.run(job, source).of(Jobs.LOW)).isWellFormed();
        good.removeAll(seen.pictures());
        assertThat(good).as("lost of good groups").isEmpty();
        assertThat(seen.randomAccess()).isEqualTo(seen.segmentStarts());
        assertThat(seen.decoded()).isEqualTo(seen.units().size());
    }

    @Test
    void nothingThatCanBeDecodedIsNoTrouble() {
        var random = new Random(5);
        List<MediaRecord> source = new ArrayList<>();
        for (var record : Clip.simple(1).session(Clip.LIVE)) {
            source.add(record instanceof AccessUnit unit ? noise(unit, random) : record);
        }
        var out = Jobs.run(Jobs.job(Profile.LOW_LATENCY), source);
        assertThat(out.records()).isEmpty();
        assertThat(out.notes()).singleElement().asString().contains("could not be decoded");
    }

    private static AccessUnit broken(AccessUnit unit, Random random) {
        var bytes = new byte[unit.payload().remaining()];
        unit.payload().duplicate().get(bytes);
        int kind = random.nextInt(6);
        return switch (kind) {
            case 0 -> unit.carrying(ByteBuffer.wrap(bytes, 0, random.nextInt(bytes.length)));
            case 1 -> noise(unit, random);
            case 2 -> {
                bytes[random.nextInt(4)] = (byte) random.nextInt();
                yield unit.carrying(ByteBuffer.wrap(bytes));
            }
            case 3 -> {
                bytes[4] = (byte) random.nextInt();
                yield unit.carrying(ByteBuffer.wrap(bytes));
            }
            default -> {
                for (int i = random.nextInt(20); i >= 0; i--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
                yield unit.carrying(ByteBuffer.wrap(bytes));
            }
        };
    }

    private static AccessUnit noise(AccessUnit unit, Random random) {
        var bytes = new byte[1 + random.nextInt(2000)];
        random.nextBytes(bytes);
        return unit.carrying(ByteBuffer.wrap(bytes));
    }
}
