package tv.headwater.transcode.worker.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.transcode.process.ProcessSettings;
import tv.headwater.transcode.process.WorkerProcesses;
import tv.headwater.transcode.worker.ladder.Clip.StreamSource;

/**
 * One stream is nothing but corrupted access units, another one is clean: the clean one comes out whole, and so does whatever is
 * clean of the first. 5,000 units, or as many as {@code -Dheadwater.fuzz} says; {@code -Dheadwater.fuzz.seed} repeats a run.
 */
class CorruptedUnitsTest {

    private static final int UNITS = Integer.getInteger("headwater.fuzz", 5_000);
    private static final long SEED = Long.getLong("headwater.fuzz.seed", 20_261_101);

    /** After so many corrupted rounds comes a clean one. */
    private static final int CLEAN_EACH = 10;

    private static final long ROUND_TICKS = 10 * 90_000;
    private static final int ROUND_SEGMENTS = 100;
    private static final int ROUND_SEQUENCES = 1_000;

    private final List<Clip> clips =
            List.of(
                    clip("libx264", "-preset", "veryfast", "-bf", "2"),
                    clip("libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-slices", "4"),
                    clip(
                            "libx265",
                            "-preset",
                            "ultrafast",
                            "-tag:v",
                            "hvc1",
                            "-x265-params",
                            "log-level=none"),
                    clip("libaom-av1", "-cpu-used", "8", "-usage", "realtime"));

    private static Clip clip(String encoder, String... options) {
        List<String> encoding = new ArrayList<>(List.of("-c:v", encoder, "-g", "15"));
        encoding.addAll(List.of("-pix_fmt", "yuv420p"));
        encoding.addAll(List.of(options));
        return Clip.of("testsrc2=size=256x192:rate=30", 2, encoding.toArray(String[]::new));
    }

    @Test
    void harmNeitherAnotherStreamNorWhatFollows() throws Exception {
        var settings =
                new ProcessSettings(
                        1,
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(5),
                        DataSize.ofMegabytes(96),
                        0,
                        null,
                        null,
                        List.of());
        try (var workers = WorkerProcesses.open(settings);
                var threads = Executors.newVirtualThreadPerTaskExecutor();
                var corrupted = new FuzzedStream(workers);
                var clean = new FuzzedStream(workers)) {
            var over = new AtomicBoolean();
            var cleanRounds = threads.submit(() -> feedClean(clean, over::get));
            try {
                feedCorrupted(corrupted);
            } finally {
                over.set(true);
            }

            assertThat(cleanRounds.get()).isPositive();
            assertThat(clean.ends()).isEmpty();
            assertThat(corrupted.failures()).as("exceptions of our own, seed %d", SEED).isEmpty();
            assertThat(corrupted.hangs()).as("hangs, seed %d", SEED).isZero();
            System.out.printf(
                    "%d corrupted units: %d decode errors, %d workers, ends %s; %d clean rounds beside%n",
                    UNITS,
                    corrupted.decodeErrors(),
                    corrupted.workers(),
                    corrupted.ends(),
                    cleanRounds.get());
        }
    }

    private int feedClean(FuzzedStream stream, BooleanSupplier isOver) {
        int round = 0;
        do {
            cleanRound(stream, round++);
        } while (!isOver.getAsBoolean());
        return round;
    }

    private void feedCorrupted(FuzzedStream stream) throws IOException {
        var random = new Random(SEED);
        var corruption = new Corruption(random, clips);
        int fed = 0;
        for (int round = 0; fed < UNITS; round++) {
            if (round % CLEAN_EACH == CLEAN_EACH - 1) {
                cleanRound(stream, round);
            } else {
                fed += corruptedRound(stream, round, corruption);
            }
            if (round == CLEAN_EACH / 2) {
                stream.killItsProcess();
            }
        }
        cleanRound(stream, UNITS);
    }

    private int corruptedRound(FuzzedStream stream, int round, Corruption corruption) {
        int fed = 0;
        for (var record : clip(round).records(source(round))) {
            var next = corruption.of(record);
            stream.send(next);
            if (next instanceof AccessUnit && !next.equals(record)) {
                fed++;
            }
        }
        return fed;
    }

    /** A session of which each picture comes out once, in each rung; from its beginning again if what came before ends the worker. */
    private void cleanRound(FuzzedStream stream, int round) {
        var source = source(round);
        var clip = clip(round);
        int ends;
        do {
            ends = stream.ends().size();
            stream.watch(source.segment());
            clip.session(source).forEach(stream::send);
            stream.awaitEnds();
        } while (stream.ends().size() > ends);
        var expected = clip.pictures().stream().map(pts -> pts + source.shift()).toList();
        for (var rung : Jobs.BOTH) {
            assertThat(stream.pictures(rung))
                    .as("round %d, %s, seed %d", round, rung, SEED)
                    .isEqualTo(expected);
        }
    }

    private Clip clip(int round) {
        return clips.get(round % clips.size());
    }

    private static StreamSource source(int round) {
        return new StreamSource(
                7,
                (long) round * ROUND_SEQUENCES,
                round * ROUND_TICKS,
                (long) round * ROUND_SEGMENTS,
                round);
    }
}
