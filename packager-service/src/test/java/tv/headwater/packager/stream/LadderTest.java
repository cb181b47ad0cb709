package tv.headwater.packager.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.EndOfSession;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.SessionConfig;
import tv.headwater.contract.media.SessionRecord;
import tv.headwater.contract.media.Track;
import tv.headwater.contract.stream.StreamStatus;
import tv.headwater.packager.key.ContentSecrets;
import tv.headwater.packager.testing.Broadcast;
import tv.headwater.packager.testing.Log;
import tv.headwater.packager.testing.TakenOver;
import tv.headwater.packager.window.StreamWindow;
import tv.headwater.packager.window.WindowLimits;

/** What of a ladder is listed when, and what a transcoder can do to a stream: nothing to its source. */
class LadderTest {

    private static final long BASE = 1L << 30;
    private static final Rendition TALL = new Rendition("1080p");
    private static final Rendition WIDE = new Rendition("720p");
    private static final Rendition OTHER = new Rendition("720p-b");

    /** Segments 7 to 12, of which the last is open. */
    private static final List<SessionRecord> SOURCE =
            new Broadcast().session(Broadcast.testMedia(90_000, 2)).records();

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Fates fates = new Fates();
    private final List<String> changes = new ArrayList<>();
    private Instant now = Instant.EPOCH;
    private final Clock clock =
            new Clock() {
                @Override
                public ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    return this;
                }

                @Override
                public Instant instant() {
                    return now;
                }
            };
    private final LiveStreams streams =
            new LiveStreams(
                    new LiveStreams.Limits(
                            new WindowLimits(Duration.ofSeconds(12), 1 << 20),
                            1 << 30,
                            Duration.ofMinutes(15)),
                    new PackagingMetrics(registry),
                    fates,
                    new ContentSecrets(),
                    clock,
                    () -> changes.add("held"));

    private static List<SessionRecord> rung(Rendition name, int height) {
        return rung(SOURCE, name, height);
    }

    private static List<SessionRecord> rung(
            List<SessionRecord> source, Rendition name, int height) {
        return Log.rendition(source, name, track(height), BASE, unit -> unit);
    }

    private static Track.Video track(int height) {
        return new Track.Video(
                1, FourCc.AVC1, height * 16 / 9, height, TestMedia.avcConfiguration());
    }

    private void ingest(List<? extends MediaRecord> records) {
        records.forEach(record -> streams.on(Writer.INGEST, record, now.toEpochMilli()));
    }

    private void transcoder(List<? extends MediaRecord> records) {
        records.forEach(record -> streams.on(Writer.TRANSCODER, record, now.toEpochMilli()));
    }

    private StreamWindow window() {
        return streams.window(TestMedia.STREAM).orElseThrow();
    }

    /** The URIs of the Multivariant Playlist in order. */
    private List<String> listed() {
        return window().multivariant().orElseThrow().variants().stream()
                .map(variant -> variant.uri().replace("/index.m3u8", ""))
                .toList();
    }

    private double dropped(String reason) {
        var counter =
                registry.find("headwater.packager.records.dropped").tag("reason", reason).counter();
        return counter == null ? 0 : counter.count();
    }

    private static List<SessionRecord> until(List<SessionRecord> records, long segment) {
        return records.stream().filter(r -> r.stamp().segment() <= segment).toList();
    }

    private static EndOfSession end(Rendition name, long epoch, long segment) {
        return new EndOfSession(Log.stamp(name, epoch, BASE + 100_000, segment));
    }

    @Test
    void sourceThenByHeightThenByName() {
        transcoder(rung(OTHER, 720));
        transcoder(rung(WIDE, 720));
        transcoder(rung(TALL, 1080));
        assertThat(window().multivariant()).isEmpty();
        ingest(SOURCE);
        assertThat(listed()).containsExactly("source", "1080p", "720p", "720p-b");
    }

    @Test
    void nothingWaitsForARung() {
        ingest(SOURCE);
        transcoder(rung(TALL, 1080).subList(0, 30));
        assertThat(listed()).containsExactly("source");
        transcoder(rung(TALL, 1080));
        assertThat(listed()).containsExactly("source", "1080p");
    }

    @Test
    void aShedRungIsOutUntilItIsBack() {
        ingest(until(SOURCE, 9));
        transcoder(until(rung(TALL, 1080), 8));
        transcoder(List.of(end(TALL, 1024, 8)));
        assertThat(listed()).containsExactly("source", "1080p");
        ingest(until(SOURCE, 10));
        assertThat(listed()).containsExactly("source");
        assertThat(window().playlist(TALL, false)).isPresent();
        var back = Log.rendition(SOURCE, TALL, track(1080), 2 * BASE, unit -> unit);
        transcoder(back.stream().filter(r -> r.stamp().segment() >= 11).toList());
        ingest(SOURCE);
        assertThat(listed()).containsExactly("source", "1080p");
        assertThat(window().playlist(TALL, false).orElseThrow().text())
                .contains("\n8.m4s\n", "#EXT-X-GAP\n#EXTINF:2.000000,\n9.m4s\n", "\n11.m4s\n");
    }

    /** No worker survived it: its units are nowhere, and its number is a gap. */
    @Test
    void aSkippedSegmentIsAGap() {
        ingest(SOURCE);
        transcoder(
                rung(TALL, 1080).stream()
                        .filter(record ->
                                record instanceof Configuration || record.stamp().segment() != 9)
                        .toList());
        assertThat(listed()).containsExactly("source", "1080p");
        var playlist = window().playlist(TALL, false).orElseThrow();
        assertThat(playlist.text()).containsOnlyOnce("#EXT-X-GAP\n#EXTINF:2.000000,\n9.m4s\n");
    }

    @Test
    void gapsDoNotCountAsBandwidth() {
        ingest(SOURCE);
        transcoder(rung(TALL, 1080));
        transcoder(rung(WIDE, 720).stream().filter(r -> r.stamp().segment() % 3 != 0).toList());
        var variants = window().multivariant().orElseThrow().variants();
        assertThat(variants.get(2).picture().frameRate()).isEqualTo(30_000);
        var whole =
                window().rendition(WIDE).segments().stream()
                        .filter(segment -> !segment.isGap())
                        .toList();
        double bits = whole.stream().mapToLong(segment -> segment.size() * 8L).sum();
        double seconds = whole.stream().mapToDouble(segment -> segment.seconds()).sum();
        long audio =
                window().multivariant().orElseThrow().variants().get(0).averageBandwidth()
                        - Math.round(average(Rendition.SOURCE));
        assertThat(variants.get(2).averageBandwidth())
                .isBetween(
                        Math.round(bits / seconds) + audio - 2,
                        Math.round(bits / seconds) + audio + 2);
    }

    private double average(Rendition rendition) {
        var segments = window().rendition(rendition).segments();
        double bits = segments.stream().mapToLong(segment -> segment.size() * 8L).sum();
        return bits / segments.stream().mapToDouble(segment -> segment.seconds()).sum();
    }

    @Test
    void whatHasNothingOfTheListedWindowIsOut() {
        var source = new Broadcast().session(Broadcast.testMedia(90_000, 6)).records();
        ingest(until(source, 13));
        transcoder(until(rung(source, TALL, 1080), 9));
        assertThat(listed()).containsExactly("source", "1080p");
        ingest(until(source, 14));
        assertThat(listed()).containsExactly("source", "1080p");
        ingest(source);
        assertThat(listed()).containsExactly("source");
    }

    @Test
    void anEndedStreamKeepsItsLadder() {
        var source = new Broadcast().session(Broadcast.testMedia(90_000, 2)).end().records();
        transcoder(rung(source, TALL, 1080));
        ingest(source);
        fates.on(TestMedia.STREAM, StreamStatus.ENDED);
        assertThat(listed()).containsExactly("source", "1080p");
        for (var rendition : List.of(Rendition.SOURCE, Rendition.AUDIO, TALL)) {
            assertThat(window().playlist(rendition, true).orElseThrow().text())
                    .endsWith("12.m4s\n#EXT-X-ENDLIST\n");
        }
    }

    /** A transcoder that died holds neither the source's ENDLIST up nor, once all is silent, its own. */
    @Test
    void aRungWithoutEndHoldsNothingUp() {
        var source = new Broadcast().session(Broadcast.testMedia(90_000, 2)).end().records();
        ingest(source);
        transcoder(until(rung(source, TALL, 1080), 11));
        fates.on(TestMedia.STREAM, StreamStatus.ENDED);
        assertThat(window().playlist(Rendition.SOURCE, true).orElseThrow().endList()).isTrue();
        assertThat(window().playlist(TALL, true).orElseThrow().endList()).isFalse();
        now = now.plusSeconds(11);
        streams.tick();
        assertThat(window().playlist(TALL, true).orElseThrow().endList()).isTrue();
        assertThat(streams.bytes()).isEqualTo(window().bytes());
    }

    @Test
    void bothKindsOfAudio() {
        var source =
                new Broadcast()
                        .session(Broadcast.testMedia(90_000, 2), TakenOver.sourceTracks(), 2)
                        .records();
        ingest(source);
        transcoder(rung(source, WIDE, 720));
        assertThat(audioOfVariants()).containsExactly("source audio", "720p audio");
        transcoder(
                Log.rendition(
                        source, Rendition.AUDIO_AAC, TestMedia.audioTrack(), BASE, unit -> unit));
        assertThat(audioOfVariants())
                .containsExactly("source audio-aac", "source audio", "720p audio-aac");
        assertThat(window().multivariant().orElseThrow().text())
                .contains(
                        "CODECS=\"avc1.640009,mp4a.40.2\",RESOLUTION=128x72",
                        "CODECS=\"avc1.640009,opus\",RESOLUTION=128x72")
                .contains("GROUP-ID=\"audio-aac\"", "GROUP-ID=\"audio\"");
    }

    /** It is left of a session whose audio was another. */
    @Test
    void whereTheSourceIsAacThereIsNoOther() {
        ingest(SOURCE);
        transcoder(
                Log.rendition(
                        SOURCE, Rendition.AUDIO_AAC, TestMedia.audioTrack(), BASE, unit -> unit));
        assertThat(audioOfVariants()).containsExactly("source audio");
    }

    @Test
    void audioAloneComesInBothKindsToo() {
        var units = Broadcast.audio(500, 48_000, 48_000);
        var source =
                new Broadcast()
                        .session(units, List.of(TakenOver.sourceTracks().get(1)), 2)
                        .records();
        ingest(source);
        transcoder(
                Log.rendition(
                        source, Rendition.AUDIO_AAC, TestMedia.audioTrack(), BASE, unit -> unit));
        assertThat(audioOfVariants()).containsExactly("audio-aac null", "audio null");
    }

    private List<String> audioOfVariants() {
        return window().multivariant().orElseThrow().variants().stream()
                .map(variant -> variant.uri().replace("/index.m3u8", "") + " " + variant.audio())
                .toList();
    }

    @Test
    void whatIsBehindAClaimIsDropped() {
        ingest(SOURCE);
        transcoder(List.of(Log.claim(BASE)));
        transcoder(rung(TALL, 1080).subList(0, 100));
        transcoder(List.of(Log.claim(2 * BASE)));
        transcoder(rung(TALL, 1080));
        transcoder(rung(WIDE, 720));
        transcoder(List.of(Log.poster(1 << 20, BASE, 100), Log.claim(BASE + 1)));
        int whole = rung(TALL, 1080).size();
        assertThat(dropped("superseded")).isEqualTo(2 * whole + 2);
        assertThat(window().rendition(WIDE)).isNull();
        assertThat(window().poster()).isNull();
        assertThat(listed()).containsExactly("source", "1080p");
        transcoder(Log.rendition(SOURCE, WIDE, track(720), 2 * BASE, unit -> unit));
        assertThat(listed()).containsExactly("source", "1080p", "720p");
    }

    @Test
    void whatStandsInTheWrongTopicIsDropped() {
        ingest(List.of(Log.claim(BASE)));
        ingest(rung(TALL, 1080).subList(0, 3));
        transcoder(SOURCE.subList(0, 5));
        assertThat(dropped("misplaced")).isEqualTo(9);
        assertThat(streams.window(TestMedia.STREAM)).isEmpty();
    }

    /** The source never pays for its transcoder. */
    @Test
    void aRungThatFailsGoesAlone() {
        ingest(SOURCE);
        transcoder(rung(TALL, 1080));
        var unknown = new Track.Video(1, FourCc.of("vp09"), 16, 16, ByteBuffer.allocate(9));
        var config = new SessionConfig(1, 180_000, 2, 18_000, List.of(unknown));
        transcoder(List.of(new Configuration(Log.stamp(TALL, 1024, 2 * BASE, 13), true, config)));
        transcoder(rung(WIDE, 720));
        assertThat(listed()).containsExactly("source", "720p");
        assertThat(window().rendition(TALL)).isNull();
        transcoder(Log.rendition(SOURCE, TALL, track(1080), 3 * BASE, unit -> unit));
        assertThat(dropped("faulty")).isEqualTo(1 + SOURCE.size() - 2 * 281);
        var again = new Broadcast().session(List.of()).session(Broadcast.testMedia(90_000, 2));
        transcoder(rung(again.records(), TALL, 1080));
        assertThat(window().rendition(TALL).segments()).isNotEmpty();
    }

    @Test
    void renditionsAreBounded() {
        ingest(SOURCE);
        for (int i = 0; i < 20; i++) {
            transcoder(rung(new Rendition("r" + i), 100 + i).subList(0, 2));
        }
        assertThat(dropped("too_many_renditions")).isEqualTo(2 * 4);
    }

    @Test
    void aRungNobodyWritesAnyMoreIsForgotten() {
        transcoder(rung(TALL, 1080));
        now = now.plus(Duration.ofMinutes(14));
        transcoder(rung(WIDE, 720));
        ingest(SOURCE);
        now = now.plus(Duration.ofMinutes(2));
        streams.tick();
        assertThat(window().rendition(TALL)).isNull();
        assertThat(window().rendition(WIDE).segments()).isNotEmpty();
        long open = window().bytes();
        assertThat(streams.bytes()).isGreaterThan(open).isLessThan(2 * open);
    }

    @Test
    void lostRecordsOfTheLadderLeaveTheSourceAlone() {
        ingest(SOURCE);
        transcoder(rung(TALL, 1080));
        streams.resync(Writer.TRANSCODER, List.of(TestMedia.STREAM));
        assertThat(window().rendition(TALL).segments()).isEmpty();
        assertThat(window().rendition(Rendition.SOURCE).segments()).hasSize(5);
        assertThat(listed()).containsExactly("source");
    }

    @Test
    void theNewestPosterIsKeptAndCounted() {
        ingest(SOURCE);
        long before = streams.bytes();
        transcoder(
                List.of(
                        Log.poster(1024, 5, 1000),
                        Log.poster(1024, 7, 2000),
                        Log.poster(1024, 6, 3000),
                        Log.poster(1023, 9, 3000),
                        Log.poster(1024, 8, LiveStream.MAX_POSTER_LENGTH + 1)));
        assertThat(window().poster().jpeg().remaining()).isEqualTo(2000);
        assertThat(streams.bytes()).isEqualTo(before + 2000);
        assertThat(dropped("repeated")).isEqualTo(1);
        assertThat(dropped("old_epoch")).isEqualTo(1);
        assertThat(dropped("too_long")).isEqualTo(1);
        transcoder(List.of(Log.poster(2048, 1, LiveStream.MAX_POSTER_LENGTH)));
        assertThat(window().poster().epoch()).isEqualTo(2048);
        assertThat(streams.bytes()).isEqualTo(before + LiveStream.MAX_POSTER_LENGTH);
    }

    @Test
    void aPosterAloneIsNothingToPlay() {
        transcoder(List.of(Log.poster(1024, 5, 1000)));
        assertThat(streams.held()).isEmpty();
        assertThat(window().poster()).isNotNull();
        assertThat(changes).isEmpty();
    }

    @Test
    void howLongPartsTookIsToldByKindAndOnlyOfWhatIsLive() {
        now = Instant.parse("2026-11-01T00:00:00Z");
        var live = streamsThatMeasure();
        long before = now.minusMillis(1).toEpochMilli();
        SOURCE.forEach(record -> live.on(Writer.INGEST, record, before));
        assertThat(partDelay("source").count()).as("what was in the log before").isZero();

        var measured = streamsThatMeasure();
        long stampedAfter = 0;
        for (var record : SOURCE) {
            long writtenAt = now.toEpochMilli();
            if (record instanceof AccessUnit unit) {
                stampedAfter = writtenAt * 1_000 - wallClock(unit);
            }
            now = now.plusMillis(40);
            measured.on(Writer.INGEST, record, writtenAt);
        }
        assertThat(partDelay("source").count()).isGreaterThan(10);
        assertThat(partDelay("audio").count()).isGreaterThan(10);
        for (var kind : List.of("source", "audio")) {
            assertThat(partDelay(kind).mean(TimeUnit.MILLISECONDS)).isEqualTo(40);
        }
        assertThat(partDelay("transcoded").count()).isZero();

        // Its pictures are those of the source, which was stamped as it came.
        for (var record : rung(TALL, 1080)) {
            if (record instanceof AccessUnit unit) {
                long stampedAt = wallClock(unit) + stampedAfter;
                now = Instant.EPOCH.plus(stampedAt, ChronoUnit.MICROS).plusMillis(900);
            }
            measured.on(Writer.TRANSCODER, record, Long.MAX_VALUE);
        }
        assertThat(partDelay("transcoded").count()).isGreaterThan(10);
        assertThat(partDelay("transcoded").mean(TimeUnit.MILLISECONDS)).isCloseTo(900, within(1.0));
    }

    private static long wallClock(AccessUnit unit) {
        return unit.stamp().wallClockOrigin() + unit.dts() * 100 / 9;
    }

    private Timer partDelay(String kind) {
        return registry.get("headwater.packager.part.delay").tag("kind", kind).timer();
    }

    /** As they are when a packager starts now. */
    private LiveStreams streamsThatMeasure() {
        return new LiveStreams(
                new LiveStreams.Limits(
                        new WindowLimits(Duration.ofSeconds(12), 1 << 20),
                        1 << 30,
                        Duration.ofMinutes(15)),
                new PackagingMetrics(registry, clock),
                fates,
                new ContentSecrets(),
                clock,
                () -> {});
    }
}
