package tv.headwater.packager.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.id.EventId;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.EndOfSession;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.SessionConfig;
import tv.headwater.contract.media.Stamp;
import tv.headwater.contract.media.TimedEvent;
import tv.headwater.contract.media.TimedMetadata;
import tv.headwater.contract.media.Track;
import tv.headwater.contract.stream.StreamStatus;
import tv.headwater.packager.key.ContentSecrets;
import tv.headwater.packager.testing.Broadcast;
import tv.headwater.packager.testing.Restamped;
import tv.headwater.packager.window.StreamWindow;
import tv.headwater.packager.window.WindowLimits;

class LiveStreamsTest {

    private static final StreamId OTHER = new StreamId("teststream000002");
    private static final List<? extends MediaRecord> RECORDS =
            new Broadcast().session(Broadcast.testMedia(90_000, 1)).records();
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Fates fates = new Fates();
    private final List<String> changes = new ArrayList<>();
    private Instant now = NOW;
    private LiveStreams streams = streams(1L << 30, 1L << 30);

    private LiveStreams streams(long memory, long perRendition) {
        return new LiveStreams(
                new LiveStreams.Limits(
                        new WindowLimits(Duration.ofSeconds(60), perRendition),
                        memory,
                        Duration.ofMinutes(15)),
                new PackagingMetrics(registry),
                fates,
                new ContentSecrets(),
                () -> now,
                () -> changes.add("held"));
    }

    private void feed(StreamId streamId, List<? extends MediaRecord> records, Instant at) {
        records.forEach(record ->
                streams.on(Writer.INGEST, Restamped.as(streamId, record), at.toEpochMilli()));
    }

    @Test
    void holdsWhatHasASegment() {
        feed(OTHER, RECORDS.subList(0, 20), NOW);
        assertThat(streams.held()).isEmpty();
        feed(TestMedia.STREAM, RECORDS, NOW);
        assertThat(streams.held()).containsExactly(TestMedia.STREAM);
        assertThat(changes).containsExactly("held");
        assertThat(
                        registry.get("headwater.packager.segments")
                                .tag("kind", "video")
                                .counter()
                                .count())
                .isEqualTo(2);
    }

    @Test
    void timedMetadataIsOfTheSourceAlone() {
        var event = new TimedEvent(EventId.random(), null, 1, null, null, false, Map.of(), null);
        var metadata = TimedMetadata.of(TestMedia.STREAM, 1L << 40, 1L << 40, event);
        feed(TestMedia.STREAM, RECORDS, NOW);
        var expected = streams.window(TestMedia.STREAM).orElseThrow();
        streams = streams(1L << 30, 1L << 30);
        for (var record : RECORDS) {
            feed(TestMedia.STREAM, List.of(metadata, record), NOW);
        }

        var window = streams.window(TestMedia.STREAM).orElseThrow();
        assertThat(window.renditions()).isEqualTo(expected.renditions());
        assertThat(window.ranges().announced()).hasSize(1);
        streams.on(Writer.TRANSCODER, metadata, NOW.toEpochMilli());
        assertThat(dropped("misplaced")).isEqualTo(1);
    }

    @Test
    void aFaultyStreamIsDroppedAndTheOthersGoOn() {
        var unpackageable =
                new SessionConfig(
                        0,
                        180_000,
                        2,
                        18_000,
                        List.of(
                                new Track.Video(
                                        1, FourCc.of("vp09"), 16, 16, ByteBuffer.allocate(9))));
        feed(OTHER, RECORDS.subList(0, 400), NOW);
        feed(TestMedia.STREAM, RECORDS, NOW);
        var stamp = new Stamp(OTHER, Rendition.SOURCE, 1024, 5000, 20, 0);
        streams.on(
                Writer.INGEST,
                new Configuration(
                        stamp,
                        true,
                        new SessionConfig(9, 180_000, 2, 18_000, unpackageable.tracks())),
                NOW.toEpochMilli());
        assertThat(streams.window(OTHER)).isEmpty();
        feed(OTHER, RECORDS, NOW);
        assertThat(streams.window(OTHER)).isEmpty();
        assertThat(dropped("faulty")).isEqualTo(RECORDS.size());
        assertThat(streams.held()).containsExactly(TestMedia.STREAM);
        var again = new Broadcast().session(List.of()).session(Broadcast.testMedia(90_000, 1));
        feed(OTHER, again.records(), NOW);
        assertThat(streams.held()).containsExactly(TestMedia.STREAM, OTHER);
    }

    @Test
    void theLongestIdleStreamGoesFirst() {
        feed(TestMedia.STREAM, RECORDS, NOW);
        long one = streams.bytes();
        streams = streams(one * 3 / 2, 1L << 30);
        feed(OTHER, RECORDS, NOW.minusSeconds(1));
        feed(TestMedia.STREAM, RECORDS, NOW);
        assertThat(streams.held()).containsExactly(TestMedia.STREAM);
        assertThat(streams.bytes()).isEqualTo(one);
    }

    @Test
    void bytesAreWhatIsHeld() {
        feed(TestMedia.STREAM, RECORDS, NOW);
        var window = streams.window(TestMedia.STREAM).orElseThrow();
        long open =
                RECORDS.stream()
                        .filter(AccessUnit.class::isInstance)
                        .map(AccessUnit.class::cast)
                        .filter(unit -> unit.stamp().segment() == 9)
                        .mapToLong(unit -> unit.payload().remaining())
                        .sum();
        assertThat(streams.bytes()).isEqualTo(window.bytes() + open);
    }

    @Test
    void anOpenSegmentBeyondTheLimitIsAFault() {
        streams = streams(1L << 30, 20_000);
        feed(TestMedia.STREAM, RECORDS, NOW);
        assertThat(streams.window(TestMedia.STREAM)).isEmpty();
        assertThat(dropped("faulty")).isPositive();
        assertThat(streams.bytes()).isZero();
    }

    @Test
    void aDeletedStreamIsGone() {
        feed(TestMedia.STREAM, RECORDS, NOW);
        fates.on(TestMedia.STREAM, null);
        assertThat(streams.window(TestMedia.STREAM)).isEmpty();
        streams.tick();
        assertThat(streams.held()).isEmpty();
        assertThat(streams.bytes()).isZero();
        feed(TestMedia.STREAM, RECORDS, NOW);
        assertThat(streams.held()).isEmpty();
    }

    @Test
    void anIdleStreamIsLetGo() {
        feed(OTHER, RECORDS, NOW);
        now = NOW.plus(Duration.ofMinutes(14));
        feed(TestMedia.STREAM, RECORDS, NOW);
        now = now.plus(Duration.ofMinutes(2));
        streams.tick();
        assertThat(streams.held()).containsExactly(TestMedia.STREAM);
    }

    @ParameterizedTest
    @ValueSource(longs = {-3600, 3600})
    void whatTimeAnIngestThinksItIsMakesNoStreamIdle(long seconds) {
        feed(TestMedia.STREAM, RECORDS, NOW.plusSeconds(seconds));
        feed(OTHER, RECORDS, NOW);
        streams.tick();
        assertThat(streams.held()).containsExactlyInAnyOrder(TestMedia.STREAM, OTHER);
    }

    /** The ingest died, and the stream was completed before it came back. */
    @Test
    void anEndedStreamWithoutEndIsClosedOnceItIsSilent() {
        feed(TestMedia.STREAM, RECORDS, NOW);
        now = NOW.plusSeconds(11);
        streams.tick();
        assertThat(window().sessionOpen()).isTrue();
        fates.on(TestMedia.STREAM, StreamStatus.ENDED);
        streams.tick();
        assertThat(window().sessionOpen()).isFalse();
        assertThat(listed()).isEqualTo(3);
        assertThat(streams.bytes()).isEqualTo(window().bytes());
    }

    @Test
    void endClosesTheSession() {
        feed(TestMedia.STREAM, RECORDS, NOW);
        assertThat(listed()).isEqualTo(2);
        streams.on(
                Writer.INGEST,
                new EndOfSession(TestMedia.stamp(1024, 10_000, 9)),
                NOW.toEpochMilli());
        assertThat(window().sessionOpen()).isFalse();
        assertThat(listed()).isEqualTo(3);
    }

    @Test
    void lostRecordsStartTheWindowAnew() {
        feed(TestMedia.STREAM, RECORDS.subList(0, 350), NOW);
        assertThat(listed()).isEqualTo(2);
        streams.resync(Writer.INGEST, List.of(TestMedia.STREAM));
        assertThat(listed()).isZero();
        var later = new Broadcast().session(Broadcast.testMedia(90_000, 2)).records();
        feed(TestMedia.STREAM, later.subList(400, later.size()), NOW);
        assertThat(window().rendition(Rendition.SOURCE).segments())
                .extracting(segment -> segment.msn())
                .containsExactly(10L, 11L);
    }

    @Test
    void refusedAndUnreadableRecordsAreCounted() {
        feed(TestMedia.STREAM, RECORDS, NOW);
        feed(TestMedia.STREAM, RECORDS, NOW);
        streams.malformed(OTHER.value(), "CRC32C does not match");
        streams.malformed("", "no stream");
        assertThat(dropped("repeated")).isEqualTo(RECORDS.size());
        assertThat(dropped("malformed")).isEqualTo(2);
    }

    private StreamWindow window() {
        return streams.window(TestMedia.STREAM).orElseThrow();
    }

    private int listed() {
        var source = window().rendition(Rendition.SOURCE);
        return source == null ? 0 : source.listed().size();
    }

    private double dropped(String reason) {
        return registry.get("headwater.packager.records.dropped")
                .tag("reason", reason)
                .counter()
                .count();
    }
}
