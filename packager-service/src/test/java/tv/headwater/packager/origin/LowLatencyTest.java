package tv.headwater.packager.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.id.EventId;
import tv.headwater.contract.live.HlsQuery;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.TimedEvent;
import tv.headwater.contract.media.TimedMetadata;
import tv.headwater.contract.stream.StreamStatus;
import tv.headwater.mediahttp.MediaRequest;
import tv.headwater.mediahttp.MediaResponse;
import tv.headwater.packager.key.ContentSecrets;
import tv.headwater.packager.stream.Fates;
import tv.headwater.packager.stream.LiveStreams;
import tv.headwater.packager.stream.PackagingMetrics;
import tv.headwater.packager.stream.Writer;
import tv.headwater.packager.testing.Broadcast;
import tv.headwater.packager.window.WindowLimits;

/** Parts, blocking reload, preload hints and delta updates, while a stream of 30 pictures a second and parts of six comes in. */
class LowLatencyTest {

    /** Segments 7 to 30. */
    private static final List<? extends MediaRecord> RECORDS =
            new Broadcast().session(Broadcast.testMedia(90_000, 8)).end().records();

    private static final Pattern MAP = Pattern.compile("#EXT-X-MAP:URI=\"([^\"]+)\"");

    private static final long PATIENCE = 10;

    private final Fates fates = new Fates();
    private final LiveStreams streams =
            new LiveStreams(
                    new LiveStreams.Limits(
                            new WindowLimits(Duration.ofMinutes(1), 1 << 30),
                            1 << 30,
                            Duration.ofHours(1)),
                    new PackagingMetrics(new SimpleMeterRegistry()),
                    fates,
                    new ContentSecrets(),
                    Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
                    () -> {});
    private final WindowResources resources =
            new WindowResources(streams, fates, new ContentSecrets());
    private int fed;

    LowLatencyTest() {
        resources.open();
    }

    /** Goes on in the log until {@code count} more pictures of a segment are taken in. */
    private void feed(long msn, int count) {
        int pictures = 0;
        while (pictures < count) {
            var record = RECORDS.get(fed++);
            streams.on(Writer.INGEST, record, 0);
            if (record instanceof AccessUnit unit
                    && unit.track() == TestMedia.VIDEO_TRACK
                    && unit.stamp().segment() == msn) {
                pictures++;
            }
        }
    }

    private void feedAll() {
        RECORDS.subList(fed, RECORDS.size())
                .forEach(record -> streams.on(Writer.INGEST, record, 0));
        fed = RECORDS.size();
    }

    private CompletableFuture<MediaResponse> get(String file, @Nullable String query) {
        var path = MediaPath.parse("/live/" + TestMedia.STREAM + "/" + file);
        return resources
                .get(new MediaRequest(path, HlsQuery.parse(query), "127.0.0.1"))
                .toCompletableFuture();
    }

    private String playlist(@Nullable String query) {
        return text(get("source/index.m3u8", query));
    }

    private String transport() {
        return text(get("ts/source/index.m3u8", null));
    }

    private static ByteBuffer body(CompletableFuture<MediaResponse> response) {
        return ((MediaResponse.Found) response.orTimeout(PATIENCE, TimeUnit.SECONDS).join()).body();
    }

    private static String text(CompletableFuture<MediaResponse> response) {
        return StandardCharsets.UTF_8.decode(body(response).duplicate()).toString();
    }

    /** Behind a discontinuity parts are listed, with an EXT-X-MAP of their own, before there is a whole segment. */
    @Test
    void whatPartsNeedIsThereWithTheFirst() {
        var maps = new TreeSet<String>();
        var records =
                new Broadcast()
                        .session(Broadcast.testMedia(90_000, 2))
                        .session(Broadcast.testMedia(90_000 + 2 * 540_000L, 2))
                        .records();
        for (var record : records) {
            streams.on(Writer.INGEST, record, 0);
            if (get("source/index.m3u8", null).join() instanceof MediaResponse.Found) {
                MAP.matcher(playlist(null))
                        .results()
                        .map(map -> "source/" + map.group(1))
                        .forEach(maps::add);
                for (var map : maps) {
                    assertThat(get(map, null).join()).isInstanceOf(MediaResponse.Found.class);
                }
            }
        }
        assertThat(maps).hasSize(2);
    }

    @Test
    void aPartIsThereWithItsLastPicture() {
        feed(8, 5);
        assertThat(playlist(null))
                .contains("7.m4s\n")
                .doesNotContain("8.0.m4s\",INDEPENDENT")
                .contains("#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"8.0.m4s\"\n");
        feed(8, 1);
        assertThat(playlist(null))
                .contains(
                        """
                        #EXT-X-PART:DURATION=0.200000,URI="8.0.m4s",INDEPENDENT=YES
                        #EXT-X-PRELOAD-HINT:TYPE=PART,URI="8.1.m4s"
                        """);
        feed(8, 6);
        assertThat(playlist(null)).contains("URI=\"8.1.m4s\"\n#EXT-X-PRELOAD-HINT");
    }

    @Test
    void announcesWhatItCan() {
        feed(8, 11);
        assertThat(playlist(null))
                .startsWith(
                        """
                        #EXTM3U
                        #EXT-X-VERSION:9
                        #EXT-X-INDEPENDENT-SEGMENTS
                        #EXT-X-TARGETDURATION:2
                        #EXT-X-PART-INF:PART-TARGET=0.201000
                        #EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL=12.0,CAN-SKIP-DATERANGES=YES,PART-HOLD-BACK=0.603000,HOLD-BACK=6.0
                        #EXT-X-MEDIA-SEQUENCE:7
                        """);
        assertThat(text(get("audio/index.m3u8", null))).contains("PART-TARGET=0.192000");
    }

    /** The last one: what follows the end of segment 8 is the first part of segment 9 (RFC 8216bis 6.2.5.2). */
    @ParameterizedTest
    @CsvSource({"8, 2, 8, 5", "9, 0, 9, 5", "8, 10, 9, 5"})
    void aReloadWaitsForThePart(long msn, int part, long with, int place) {
        feed(8, 12);
        var held = get("source/index.m3u8", "_HLS_msn=" + msn + "&_HLS_part=" + part);
        feed(with, place);
        assertThat(held).isNotDone();
        feed(with, 1);
        assertThat(text(held)).isEqualTo(playlist(null));
    }

    @Test
    void aReloadWithoutPartWaitsForTheSegment() {
        feed(8, 12);
        var held = get("source/index.m3u8", "_HLS_msn=8");
        var next = get("source/index.m3u8", "_HLS_msn=9");
        feed(8, 48);
        assertThat(held).isNotDone();
        feed(9, 1);
        assertThat(text(held)).contains("\n8.m4s\n");
        assertThat(next).isNotDone();
    }

    @Test
    void whatIsThereIsAnsweredAtOnce() {
        feed(9, 12);
        for (var query :
                List.of("_HLS_msn=8", "_HLS_msn=9&_HLS_part=1", "_HLS_msn=7&_HLS_part=12")) {
            assertThat(get("source/index.m3u8", query)).isCompletedWithValue(found(null));
        }
    }

    private MediaResponse found(@Nullable String query) {
        return get("source/index.m3u8", query).join();
    }

    @Test
    void whoIsTooFarAheadIsRefused() {
        feed(8, 12);
        for (var query :
                List.of("_HLS_msn=11", "_HLS_msn=400&_HLS_part=2", "_HLS_msn=8&_HLS_part=17")) {
            assertThat(get("source/index.m3u8", query).join())
                    .isInstanceOf(MediaResponse.BadRequest.class);
        }
        assertThat(get("source/index.m3u8", "_HLS_msn=10")).isNotDone();
    }

    @Test
    void allWhoWaitAreReleasedTogether() {
        feed(8, 12);
        var held =
                IntStream.range(0, 1000)
                        .mapToObj(_ -> get("source/index.m3u8", "_HLS_msn=8&_HLS_part=2"))
                        .toList();
        feed(8, 6);
        var expected = playlist(null);
        assertThat(held).allSatisfy(each -> assertThat(text(each)).isEqualTo(expected));
    }

    @Test
    void theHintedPartIsAnsweredWhenItIsThere() {
        feed(8, 12);
        var hinted = get("source/8.2.m4s", null);
        assertThat(hinted).isNotDone();
        assertThat(get("source/8.3.m4s", null).join()).isInstanceOf(MediaResponse.NotFound.class);
        feed(8, 6);
        assertThat(body(hinted)).isEqualTo(body(get("source/8.2.m4s", null)));
    }

    @Test
    void atTheEndOfASegmentTheNextOnesFirstPartIsHintedAt() {
        feed(8, 54);
        assertThat(playlist(null)).contains("#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"8.9.m4s\"\n");
        feed(8, 6);
        assertThat(playlist(null))
                .contains("8.9.m4s\"\n#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"9.0.m4s\"\n");
        var hinted = get("source/9.0.m4s", null);
        assertThat(get("source/8.10.m4s", null).join()).isInstanceOf(MediaResponse.NotFound.class);
        feed(9, 5);
        assertThat(hinted).isNotDone();
        feed(9, 1);
        assertThat(body(hinted)).isEqualTo(body(get("source/9.0.m4s", null)));
    }

    @Test
    void partsMakeTheirSegment() {
        feed(8, 60);
        var parts = new ArrayList<ByteBuffer>();
        for (int i = 0; i < 10; i++) {
            parts.add(body(get("source/8." + i + ".m4s", null)));
        }
        feedAll();
        var segment = body(get("source/8.m4s", null));
        var joined = ByteBuffer.allocate(segment.remaining());
        parts.forEach(part -> joined.put(part.duplicate()));
        assertThat(joined.flip()).isEqualTo(segment);
        for (int i = 0; i < 10; i++) {
            assertThat(body(get("source/8." + i + ".m4s", null))).isEqualTo(parts.get(i));
        }
    }

    @Test
    void aDeltaLeavesOutWhatIsOlderThanSixTargetDurations() {
        feed(20, 12);
        var whole = playlist(null);
        var delta = playlist("_HLS_skip=YES");
        assertThat(delta).contains("#EXT-X-SKIP:SKIPPED-SEGMENTS=7\n").doesNotContain("13.m4s");
        int kept = whole.indexOf("#EXT-X-PROGRAM-DATE-TIME", whole.indexOf("\n13.m4s"));
        assertThat(delta).endsWith(whole.substring(kept));
        feed(20, 6);
        assertThat(playlist("_HLS_msn=20&_HLS_part=2&_HLS_skip=v2")).contains("EXT-X-SKIP");
    }

    @Test
    void aDeltaOfAShortPlaylistIsWhole() {
        feed(10, 12);
        assertThat(playlist("_HLS_skip=YES")).isEqualTo(playlist(null));
    }

    @Test
    void partsLeaveThePlaylistBeforeTheirSegment() {
        feed(20, 12);
        assertThat(playlist(null)).contains("\"17.0.m4s\"").doesNotContain("\"16.0.m4s\"");
        assertThat(body(get("source/16.0.m4s", null)).remaining()).isPositive();
    }

    @Test
    void reportsHowFarTheOtherRenditionIs() {
        feed(20, 12);
        assertThat(playlist(null))
                .endsWith(
                        "#EXT-X-RENDITION-REPORT:URI=\"../audio/index.m3u8\",LAST-MSN=20,LAST-PART=0\n");
        assertThat(text(get("audio/index.m3u8", null)))
                .endsWith(
                        "#EXT-X-RENDITION-REPORT:URI=\"../source/index.m3u8\",LAST-MSN=19,LAST-PART=8\n");
    }

    @Test
    void whatIsToldComesWithTheNextPart() {
        feed(20, 14);
        long begin = TestMedia.stamp(1024, 0, 0).wallClockOrigin();
        var event =
                new TimedEvent(
                        new EventId("abcdefghijklmnop"),
                        "tv.headwater.goal",
                        begin + 30_000_000,
                        5_000_000L,
                        null,
                        false,
                        Map.of(),
                        "1:0");
        var told = TimedMetadata.of(TestMedia.STREAM, 1L << 40, 1L << 40, event);
        streams.on(Writer.INGEST, told, 0);
        assertThat(playlist(null)).doesNotContain("EXT-X-DATERANGE");
        var transport = transport();
        feed(20, 12);
        assertThat(transport()).as("it has the same segments").isEqualTo(transport);
        for (var text :
                List.of(
                        playlist(null),
                        playlist("_HLS_skip=YES"),
                        playlist("_HLS_skip=v2"),
                        text(get("audio/index.m3u8", null)))) {
            assertThat(text)
                    .containsOnlyOnce(
                            "#EXT-X-DATERANGE:ID=\"abcdefghijklmnop\",CLASS=\"tv.headwater.goal\",START-DATE=");
        }
        streams.on(Writer.INGEST, told.toldAgain(), 0);
        feed(27, 12);
        assertThat(transport()).containsOnlyOnce("#EXT-X-DATERANGE:ID=\"abcdefghijklmnop\"");
        assertThat(playlist("_HLS_skip=YES")).contains("DATERANGE:ID");
        assertThat(playlist("_HLS_skip=v2"))
                .doesNotContain("DATERANGE:ID")
                .contains("SKIPPED-SEGMENTS=14,RECENTLY-REMOVED-DATERANGES=\"\"\n");
        feedAll();
        assertThat(ascii("audio/20.m4s"))
                .containsOnlyOnce("https://aomedia.org/emsg/ID3")
                .contains("tv.headwater.goal\0" + "1:0");
        assertThat(ascii("source/20.m4s")).doesNotContain("emsg");
        for (int msn = 21; msn < 28; msn++) {
            assertThat(ascii("audio/" + msn + ".m4s")).doesNotContain("emsg");
        }
    }

    private String ascii(String file) {
        return StandardCharsets.ISO_8859_1.decode(body(get(file, null)).duplicate()).toString();
    }

    @Test
    void theEndReleasesWhoWaits() {
        feed(30, 60);
        var beyond = get("source/index.m3u8", "_HLS_msn=31");
        var last = get("source/index.m3u8", "_HLS_msn=30");
        var hinted = get("source/31.0.m4s", null);
        fates.on(TestMedia.STREAM, StreamStatus.ENDED);
        feedAll();
        assertThat(text(last)).endsWith("30.m4s\n#EXT-X-ENDLIST\n");
        assertThat(hinted.orTimeout(PATIENCE, TimeUnit.SECONDS).join())
                .isInstanceOf(MediaResponse.NotFound.class);
        assertThat(text(beyond)).endsWith("#EXT-X-ENDLIST\n");
        assertThat(playlist("_HLS_msn=31&_HLS_part=0")).endsWith("#EXT-X-ENDLIST\n");
    }

    @Test
    void aDeletedStreamReleasesWhoWaits() {
        feed(8, 12);
        var held = get("source/index.m3u8", "_HLS_msn=9");
        fates.on(TestMedia.STREAM, null);
        streams.tick();
        assertThat(held.orTimeout(PATIENCE, TimeUnit.SECONDS).join())
                .isInstanceOf(MediaResponse.NotFound.class);
    }
}
