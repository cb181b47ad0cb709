package tv.headwater.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.http.HttpStatus;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.ResourceAccessException;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.api.PublishGrantsApi;
import tv.headwater.contract.event.SessionEndReason;
import tv.headwater.contract.event.StreamEvent;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.EndOfSession;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.stream.Encryption;
import tv.headwater.contract.stream.LatencyMode;
import tv.headwater.ingest.flv.FlvTag;
import tv.headwater.ingest.grant.Grants;
import tv.headwater.ingest.rtmp.Publications.Answer;
import tv.headwater.ingest.stamp.SegmentPolicy;
import tv.headwater.tracing.PublicationTrace;

class PublishSessionsTest {

    private static final NodeId NODE = new NodeId("ingest-1");
    private static final Instant GRANTED = Instant.parse("2026-11-01T00:00:00Z");

    private final FakeLog log = new FakeLog();
    private final List<StreamEvent> facts = new CopyOnWriteArrayList<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicLong epochs = new AtomicLong();
    private volatile boolean metadataAway;
    private volatile boolean denied;
    private volatile Encryption encryption = Encryption.NONE;
    private final Grants grants =
            new Grants(this::grant, NODE, Duration.ofSeconds(5), 1, Clock.systemUTC());

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final SdkTracerProvider tracing =
            SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(spans)).build();

    private PublishSessions sessions = sessions(SessionLimits.defaults());

    private PublishSessions sessions(SessionLimits limits) {
        return new PublishSessions(
                NODE,
                grants,
                log,
                facts::add,
                new SegmentPolicy(180_000, 18_000, 1_800_000, 30),
                limits,
                new IngestMeters(registry),
                Clock.systemUTC(),
                tracing.get("test"),
                () -> {});
    }

    private static SessionLimits limits(Duration takeoverAfter) {
        return new SessionLimits(64 << 10, Duration.ofSeconds(40), 64 << 20, takeoverAfter, 10);
    }

    private PublishGrantsApi.PublishGrant grant(PublishGrantsApi.PublishGrantRequest request) {
        if (metadataAway) {
            throw new ResourceAccessException("connection refused");
        }
        if (denied) {
            throw new HttpClientErrorException(HttpStatus.FORBIDDEN);
        }
        long epoch = epochs.addAndGet(PublishGrantsApi.EPOCH_STEP);
        return new PublishGrantsApi.PublishGrant(
                TestMedia.STREAM,
                epoch,
                0,
                LatencyMode.LOW,
                60,
                encryption,
                null,
                null,
                null,
                GRANTED);
    }

    @AfterEach
    void stop() throws InterruptedException {
        log.appends.release(1_000_000);
        sessions.close();
        grants.close();
        tracing.close();
    }

    @Test
    void aSpanReachesFromTheCommandToTheFirstMedia() {
        var publisher = accepted();
        publisher.headers();
        assertThat(spans.getFinishedSpanItems()).isEmpty();
        publisher.media(0);
        publisher.leave();
        awaitEnded(1);

        assertThat(spans.getFinishedSpanItems()).hasSize(1);
        var span = spans.getFinishedSpanItems().getFirst();
        assertThat(span.getName()).isEqualTo("publish");
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(span.getAttributes().asMap())
                .containsOnly(
                        Map.entry(PublicationTrace.STREAM, TestMedia.STREAM.value()),
                        Map.entry(PublicationTrace.EPOCH, epochs.get()));
    }

    @Test
    void theSpanOfWhoIsTurnedAwayIsAnError() {
        denied = true;
        publish(new FakePublisher());

        assertThat(spans.getFinishedSpanItems()).hasSize(1);
        var span = spans.getFinishedSpanItems().getFirst();
        assertThat(span.getStatus()).isEqualTo(StatusData.create(StatusCode.ERROR, "refused"));
        assertThat(span.getAttributes().asMap()).isEmpty();
    }

    @Test
    void theSpanOfWhoSendsNothingIsAnError() {
        var publisher = accepted();
        publisher.leave();
        awaitEnded(1);

        assertThat(spans.getFinishedSpanItems())
                .singleElement()
                .satisfies(span ->
                        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR));
    }

    @Test
    void everyUnitIsInTheLogOnceAndInOrder() {
        var publisher = accepted();
        publisher.headers();
        publisher.media(0);
        publisher.leave();
        awaitEnded(1);

        assertThat(log.units().stream().map(AccessUnit::payload))
                .isEqualTo(TestMedia.interleaved().stream().map(u -> u.payload()).toList());
        assertThat(log.records.getLast()).isInstanceOf(EndOfSession.class);
        assertThat(facts)
                .extracting(f -> f.getClass().getSimpleName())
                .containsExactly("SessionStarted", "SessionActive", "SessionEnded");
        var ended = (StreamEvent.SessionEnded) facts.getLast();
        assertThat(ended.reason()).isEqualTo(SessionEndReason.PUBLISHER_LEFT);
        assertThat(ended.lastSegment()).isEqualTo(2);
        assertThat(ended.lastDiscontinuitySequence()).isEqualTo(0);
        assertThat(ended.targetDuration()).isEqualTo(2);
        assertThat(ended.bytes())
                .isEqualTo(
                        TestMedia.interleaved().stream()
                                .mapToLong(u -> u.payload().remaining())
                                .sum());
        assertThat(registry.counter("headwater.ingest.access.units", "track", "video").count())
                .isEqualTo(180);
        assertThat(sessions.held()).isEmpty();
    }

    @Test
    void theNextSessionGoesOnFromTheTailEvenAfterAnUncleanEnd() {
        var first = accepted();
        first.headers();
        first.media(0);
        await().until(() -> log.units().size() == TestMedia.interleaved().size());
        var neverEnded = sessions;
        sessions = sessions(SessionLimits.defaults());

        var second = accepted();
        second.headers();
        second.media(0);
        second.leave();
        awaitEnded(1);

        var next = log.configurations().get(3);
        assertThat(next.stamp().segment()).isEqualTo(3);
        assertThat(next.config().discontinuitySequence()).isEqualTo(1);
        assertThat(next.discontinuity()).isTrue();
        assertThat(next.stamp().epoch()).isEqualTo(2 * PublishGrantsApi.EPOCH_STEP);
        neverEnded.held();
        first.leave();
    }

    @ParameterizedTest
    @CsvSource({"NONE, 0", "AES_128, 30"})
    void onlyEncryptedStreamsHaveKeys(Encryption granted, int keyPeriod) {
        encryption = granted;
        var publisher = accepted();
        publisher.headers();
        publisher.media(0);
        publisher.leave();
        awaitEnded(1);

        assertThat(log.configurations())
                .isNotEmpty()
                .allMatch(each -> each.config().keyPeriod() == keyPeriod);
    }

    @Test
    void aSecondPublisherIsRefusedWhileTheFirstHasMedia() {
        var first = accepted();
        first.headers();
        first.media(0);

        assertThat(publish(new FakePublisher())).isEqualTo(refused("NetStream.Publish.BadName"));
        assertThat(first.dropped).isNull();
    }

    @Test
    void aSecondPublisherTakesOverFromASilentOne() {
        sessions = sessions(limits(Duration.ZERO));
        var first = accepted();
        first.headers();
        first.media(0);
        await().until(() -> log.units().size() == TestMedia.interleaved().size());

        var second = accepted();
        second.headers();
        second.media(0);
        second.leave();
        awaitEnded(2);

        assertThat(first.dropped).isEqualTo(SessionEndReason.TAKEN_OVER);
        assertThat(log.records.stream().filter(EndOfSession.class::isInstance)).hasSize(2);
        assertThat(log.configurations().get(3).stamp().segment()).isEqualTo(3);
    }

    @Test
    void wrongKeysAreBadNames() {
        denied = true;
        assertThat(publish(new FakePublisher())).isEqualTo(refused("NetStream.Publish.BadName"));
        assertThat(epochs).hasValue(0);
    }

    @Test
    void withoutMetadataOnlyAKnownPublisherComesBack() {
        metadataAway = true;
        assertThat(publish(new FakePublisher())).isEqualTo(refused("NetStream.Failed"));

        metadataAway = false;
        var first = accepted();
        first.headers();
        first.media(0);
        first.leave();
        awaitEnded(1);

        metadataAway = true;
        var second = accepted();
        second.headers();
        second.media(0);
        second.leave();
        awaitEnded(2);

        assertThat(log.configurations().get(3).stamp().epoch())
                .isEqualTo(PublishGrantsApi.EPOCH_STEP + 1);
        assertThat(log.configurations().get(3).stamp().segment()).isEqualTo(3);
    }

    enum Command {
        COMPLETED,
        DISABLED,
        DELETED,
        KEY_RESET;

        StreamEvent at(Instant at) {
            return switch (this) {
                case COMPLETED -> new StreamEvent.StreamCompleted(TestMedia.STREAM, at);
                case DISABLED -> new StreamEvent.StreamDisabled(TestMedia.STREAM, at);
                case DELETED -> new StreamEvent.StreamDeleted(TestMedia.STREAM, at);
                case KEY_RESET -> new StreamEvent.StreamKeyReset(TestMedia.STREAM, at);
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void commandsDropThePublisherForGood(Command command) {
        var publisher = accepted();
        publisher.headers();
        publisher.media(0);

        sessions.on(command.at(GRANTED.minusSeconds(1)));
        assertThat(publisher.dropped).as("a command older than the grant").isNull();
        sessions.on(command.at(GRANTED.plusSeconds(1)));
        awaitEnded(1);

        var reason = SessionEndReason.valueOf(command.name());
        assertThat(publisher.dropped).isEqualTo(reason);
        assertThat(((StreamEvent.SessionEnded) facts.getLast()).reason()).isEqualTo(reason);
        assertThat(log.records.getLast()).isInstanceOf(EndOfSession.class);
        metadataAway = true;
        assertThat(publish(new FakePublisher())).isEqualTo(refused("NetStream.Failed"));
    }

    @Test
    void aNewerEpochElsewhereFencesThisOne() {
        var publisher = accepted();
        sessions.on(
                new StreamEvent.SessionStarted(
                        TestMedia.STREAM, GRANTED, epochs.get(), NODE, "192.0.2.7"));
        assertThat(publisher.dropped).isNull();
        sessions.on(
                new StreamEvent.SessionStarted(
                        TestMedia.STREAM, GRANTED, epochs.get() + 1, NODE, "192.0.2.7"));

        assertThat(publisher.dropped).isEqualTo(SessionEndReason.TAKEN_OVER);
        awaitEnded(1);
    }

    @Test
    void aLogThatTakesNothingHoldsThePublisherBack() {
        sessions = sessions(limits(Duration.ofSeconds(3)));
        log.appends.drainPermits();
        var publisher = accepted();
        publisher.headers();
        publisher.media(0);

        assertThat(publisher.readable).isFalse();
        log.appends.release(1_000_000);
        await().until(() -> publisher.readable);
        publisher.leave();
        awaitEnded(1);
        assertThat(log.units()).hasSize(TestMedia.interleaved().size());
    }

    @Test
    void aPublisherThatIgnoresThatIsDropped() {
        sessions = sessions(limits(Duration.ofSeconds(3)));
        log.appends.drainPermits();
        var publisher = accepted();
        publisher.headers();
        for (int i = 0; i < 20 && publisher.dropped == null; i++) {
            publisher.media(i * 6_000);
        }

        assertThat(publisher.dropped).isEqualTo(SessionEndReason.PROTOCOL_ERROR);
        log.appends.release(1_000_000);
        awaitEnded(1);
    }

    @Test
    void wholeGroupsAreDroppedWhileKafkaIsAwayForLong() {
        var publisher = accepted();
        publisher.headers();
        publisher.media(0);
        await().until(() -> log.units().size() == TestMedia.interleaved().size());
        log.unsentAge = Duration.ofSeconds(41);
        publisher.media(6_000);
        await().until(() ->
                registry.counter("headwater.ingest.access.units", "track", "video").count() == 360);
        assertThat(sessions.held().getFirst().source())
                .isNotNull()
                .satisfies(source -> assertThat(source.droppedMillis()).isBetween(5_900L, 6_100L));
        log.unsentAge = Duration.ZERO;
        publisher.media(12_000);
        publisher.leave();
        awaitEnded(1);

        var keys = log.units().stream().filter(u -> u.track() == 1 && u.randomAccess()).toList();
        assertThat(keys).hasSize(6);
        var resumed = keys.get(3);
        assertThat(resumed.dts()).isEqualTo(90_000 + 12_000 * 90);
        assertThat(log.configurations())
                .filteredOn(c -> c.stamp().segment() == resumed.stamp().segment())
                .allMatch(c -> c.discontinuity() && c.config().discontinuitySequence() == 1);
        assertThat(registry.counter("headwater.ingest.dropped.milliseconds").count())
                .isBetween(5_900.0, 6_100.0);
        assertThat(registry.counter("headwater.ingest.dropped.units", "why", "log_full").count())
                .isGreaterThan(400);
    }

    @Test
    void aSessionThatStartsWhileKafkaIsAwayWaitsForIt() {
        log.away = true;
        var publisher = accepted();
        publisher.headers();
        publisher.media(0);
        await().until(() -> log.tailReads > 1);
        log.away = false;
        publisher.leave();
        awaitEnded(1);

        assertThat(log.units()).hasSize(TestMedia.interleaved().size());
    }

    @Test
    void aTrackThatCannotBeCarriedClosesTheSession() {
        var publisher = accepted();
        publisher
                .publication()
                .on(new FlvTag.AudioConfiguration(FourCc.OPUS, ByteBuffer.allocate(4)));
        awaitEnded(1);

        assertThat(publisher.dropped).isEqualTo(SessionEndReason.PROTOCOL_ERROR);
        var ended = (StreamEvent.SessionEnded) facts.getLast();
        assertThat(ended.lastSegment()).isNull();
    }

    @Test
    void aSessionOlderThanTheLogGivesWay() {
        log.records.add(new EndOfSession(TestMedia.stamp(1L << 40, 9, 9)));
        var publisher = accepted();
        awaitEnded(1);

        assertThat(publisher.dropped).isEqualTo(SessionEndReason.TAKEN_OVER);
        assertThat(log.records).hasSize(1);
    }

    @Test
    void whatComesInIsMeasuredForTheBeats() {
        var publisher = accepted();
        publisher.headers();
        publisher.media(0);
        log.unsentAge = Duration.ofMillis(120);

        await().untilAsserted(() -> {
            var source = sessions.held().getFirst().source();
            assertThat(source).isNotNull();
            assertThat(source.lagMillis()).isEqualTo(120);
            var video = source.video();
            assertThat(video).isNotNull();
            assertThat(video.frameRate()).isEqualTo(30, within(0.5));
            assertThat(video.codecs()).isEqualTo("avc1.640009");
            assertThat(video.bFrames()).isTrue();
            assertThat(source.audio()).isNotNull();
        });
    }

    @Test
    void shutdownEndsEverySession() throws InterruptedException {
        var publisher = accepted();
        publisher.headers();
        publisher.media(0);
        sessions.close();

        assertThat(publisher.dropped).isEqualTo(SessionEndReason.SHUTDOWN);
        assertThat(log.records.getLast()).isInstanceOf(EndOfSession.class);
        assertThat(((StreamEvent.SessionEnded) facts.getLast()).reason())
                .isEqualTo(SessionEndReason.SHUTDOWN);
        assertThat(publish(new FakePublisher())).isEqualTo(refused("NetStream.Failed"));
    }

    private FakePublisher accepted() {
        var publisher = new FakePublisher();
        var answer = sessions.publish("sk_live_x?query", publisher);
        var accepted =
                (Answer.Accepted)
                        answer.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
        publisher.publishes(accepted.publication());
        return publisher;
    }

    private String publish(FakePublisher publisher) {
        var answer = sessions.publish("sk_live_x", publisher);
        return code(answer.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join());
    }

    private static String code(Answer answer) {
        return ((Answer.Refused) answer).code();
    }

    private static String refused(String code) {
        return code;
    }

    private void awaitEnded(int count) {
        await().until(() ->
                facts.stream().filter(StreamEvent.SessionEnded.class::isInstance).count() == count);
        await().until(() -> count == 0 || sessions.held().isEmpty());
    }
}
