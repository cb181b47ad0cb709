package tv.headwater.packager.timeshift;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.id.Rendition;
import tv.headwater.packager.dvr.DvrIndex;
import tv.headwater.packager.dvr.DvrStore;
import tv.headwater.packager.playlist.PastSegments;
import tv.headwater.packager.segment.InitSegment;
import tv.headwater.packager.segment.MediaSegment;
import tv.headwater.packager.testing.Broadcast;
import tv.headwater.packager.testing.Packaging;
import tv.headwater.packager.window.RenditionWindow;

/** What is written again when a long playlist goes on by a segment. */
class PastListingTest {

    private static final InitSegment INIT =
            Packaging.of(new Broadcast().session(Broadcast.testMedia(90_000, 1)).end().records())
                    .video()
                    .getFirst()
                    .init();

    private static final Duration EVERYTHING = Duration.ofDays(1);

    @TempDir Path directory;
    private DvrStore store;
    private final PastListing listing = new PastListing();

    @BeforeEach
    void open() throws IOException {
        store =
                DvrStore.open(
                        directory, DvrOrigin.LIMITS, Clock.systemUTC(), new SimpleMeterRegistry());
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private static MediaSegment segment(long msn) {
        return new MediaSegment(
                msn,
                INIT,
                msn * 180_000,
                180_000,
                TestMedia.WALL_CLOCK + msn * 2_000_000,
                60,
                true,
                List.of(),
                List.of(ByteBuffer.allocate(20).putLong(0, msn).asReadOnlyBuffer()));
    }

    private DvrIndex stored(LongStream numbers) {
        int before = index().size();
        var all = numbers.toArray();
        for (long msn : all) {
            store.append(TestMedia.STREAM, Rendition.SOURCE, segment(msn), DvrOrigin.PATIENCE);
        }
        await("all are on disk")
                .atMost(DvrOrigin.PATIENCE)
                .until(() -> index().size() == before + all.length);
        return index();
    }

    private DvrIndex index() {
        return store.index(TestMedia.STREAM, Rendition.SOURCE);
    }

    /** Lists the {@code count} segments up to {@code newest}, and has two more behind them. */
    private static RenditionWindow window(long newest, int count) {
        var segments =
                LongStream.rangeClosed(newest - count - 1, newest)
                        .mapToObj(PastListingTest::segment)
                        .toList();
        return new RenditionWindow(
                Rendition.SOURCE, true, true, 2, 180_000, segments, 2, null, 20L * segments.size());
    }

    private static int again(PastSegments before, PastSegments after) {
        var known = Collections.newSetFromMap(new IdentityHashMap<PastSegments.Block, Boolean>());
        known.addAll(before.blocks());
        return (int) after.blocks().stream().filter(block -> !known.contains(block)).count();
    }

    @Test
    void writesBothEndsAgain() {
        var reach = Duration.ofSeconds(2 * 2500);
        var before = listing.of(stored(LongStream.range(0, 4000)), window(3999, 10), reach);
        assertThat(before.count()).isEqualTo(2500 - 10);
        var index = stored(LongStream.of(4000));
        var after = listing.of(index, window(4000, 10), reach);
        assertThat(again(before, after)).isLessThanOrEqualTo(3);
        assertThat(after).isEqualTo(new PastListing().of(index, window(4000, 10), reach));
        assertThat(listing.of(index, window(4000, 10), reach)).isSameAs(after);
    }

    @Test
    void whatComesLateIsListed() {
        var holed = stored(LongStream.range(0, 3000).filter(msn -> msn != 700 && msn / 300 != 5));
        var before = listing.of(holed, window(2999, 10), EVERYTHING);
        assertThat(text(before)).contains("#EXT-X-GAP\n#EXTINF:2.000000,\n700.m4s\n");
        var filled = stored(LongStream.concat(LongStream.of(700), LongStream.range(1500, 1800)));
        var after = listing.of(filled, window(2999, 10), EVERYTHING);
        assertThat(text(after)).isEqualTo(text(before).replace("#EXT-X-GAP\n", ""));
        assertThat(after.count()).isEqualTo(2990);
    }

    @Test
    void whatMemoryAloneHadIsAGapWhenItIsForgotten() {
        var disk = LongStream.range(0, 1034).filter(msn -> msn != 1022 && msn != 1023);
        var before = listing.of(stored(disk), window(1033, 10), EVERYTHING);
        assertThat(text(before)).contains("\n1022.m4s\n", "\n1023.m4s\n").doesNotContain("GAP");
        var later = stored(LongStream.range(1034, 1400));
        assertThat(text(listing.of(later, window(1399, 10), EVERYTHING)))
                .contains(
                        "#EXT-X-GAP\n#EXTINF:2.000000,\n1022.m4s\n",
                        "#EXT-X-GAP\n#EXTINF:2.000000,\n1023.m4s\n")
                .doesNotContain("#EXT-X-GAP\n#EXTINF:2.000000,\n1024.m4s\n");
    }

    private static String text(PastSegments past) {
        var text = new StringBuilder();
        past.blocks().forEach(block -> text.append(US_ASCII.decode(block.text().duplicate())));
        return text.toString();
    }

    @Test
    void tooManyAreNotListed() {
        var index = stored(LongStream.concat(LongStream.of(0), LongStream.range(200_000, 200_050)));
        var past = listing.of(index, window(200_049, 10), Duration.ofDays(14));
        assertThat(past.blocks().getFirst().mediaSequence()).isEqualTo(200_000);
    }
}
