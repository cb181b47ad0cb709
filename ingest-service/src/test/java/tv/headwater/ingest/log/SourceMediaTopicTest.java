package tv.headwater.ingest.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.event.StreamEvent;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.log.Topics;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.Stamp;
import tv.headwater.ingest.publish.LogUnavailable;
import tv.headwater.ingest.publish.MediaLog.Appender;
import tv.headwater.ingest.publish.PublishTrace;
import tv.headwater.ingest.stamp.Numbering;

class SourceMediaTopicTest {

    private static EmbeddedKafkaKraftBroker broker;
    private static KafkaSettings kafka;

    @BeforeAll
    static void start() {
        broker = new EmbeddedKafkaKraftBroker(1, 1);
        broker.brokerProperty("auto.create.topics.enable", "false");
        broker.afterPropertiesSet();
        kafka = KafkaSettings.of(broker.getBrokersAsString());
        Topics.create(kafka);
    }

    @AfterAll
    static void stop() {
        broker.destroy();
    }

    @Test
    void findsTheEndOfAStreamBehindAnotherInTheSameLane() {
        var mine = new StreamId("mine000000000001");
        var other = new StreamId("other00000000001");
        try (var topic = new SourceMediaTopic(kafka, 32 << 20)) {
            assertThat(topic.tail(mine, 5).next()).isEqualTo(Numbering.FIRST);

            var appender = topic.appender(mine, 5, PublishTrace.NONE);
            appender.append(configuration(mine, 0, 17));
            for (int i = 1; i < 300; i++) {
                appender.append(unit(mine, i, 17, 10));
            }
            var neighbour = topic.appender(other, 5, PublishTrace.NONE);
            neighbour.append(configuration(other, 0, 99));
            for (int i = 1; i < 1_500; i++) {
                neighbour.append(unit(other, i, 99, 10));
            }
            awaitSent(neighbour);

            var tail = topic.tail(mine, 5);
            assertThat(tail.next()).isEqualTo(new Numbering(18, 1, 2));
            assertThat(tail.epoch()).isEqualTo(1024);
            assertThat(topic.tail(other, 5).next().segment()).isEqualTo(100);
            assertThat(topic.tail(new StreamId("nobody0000000001"), 5).next())
                    .isEqualTo(Numbering.FIRST);
        }
    }

    @Test
    void carriesTheBiggestAccessUnit() {
        try (var topic = new SourceMediaTopic(kafka, 32 << 20)) {
            var stream = new StreamId("big0000000000001");
            var appender = topic.appender(stream, 6, PublishTrace.NONE);
            appender.append(configuration(stream, 0, 3));
            appender.append(unit(stream, 1, 3, 8 * 1024 * 1024 - 100));
            awaitSent(appender);

            assertThat(appender.lost()).isZero();
            assertThat(topic.tail(stream, 6).next().segment()).isEqualTo(4);
        }
    }

    @Test
    void theFirstRecordSaysWhatTraceItIsOf() {
        var spans = InMemorySpanExporter.create();
        var stream = new StreamId("traced0000000001");
        var lane = new TopicPartition(Topics.SOURCE_MEDIA, 7);
        try (var topic = new SourceMediaTopic(kafka, 32 << 20);
                var tracing =
                        SdkTracerProvider.builder()
                                .addSpanProcessor(SimpleSpanProcessor.create(spans))
                                .build();
                var consumer =
                        new KafkaConsumer<>(
                                kafka.client(Map.of()),
                                new ByteArrayDeserializer(),
                                new ByteArrayDeserializer())) {
            var trace = PublishTrace.begin(tracing.get("test"));
            var appender = topic.appender(stream, 7, trace);
            appender.append(configuration(stream, 0, 3));
            awaitSent(appender);
            assertThat(spans.getFinishedSpanItems()).as("no media yet").isEmpty();
            appender.append(unit(stream, 1, 3, 10));
            appender.append(configuration(stream, 2, 4));
            await().until(() -> spans.getFinishedSpanItems().size() == 1);
            awaitSent(appender);

            consumer.assign(List.of(lane));
            consumer.seekToBeginning(List.of(lane));
            var headers = new ArrayList<Header>();
            await().until(() -> {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record -> headers.add(record.headers().lastHeader("traceparent")));
                return headers.size() == 3;
            });
            assertThat(headers.getFirst().value()).isEqualTo(trace.header());
            assertThat(headers.subList(1, 3)).containsOnlyNulls();
            var span = spans.getFinishedSpanItems().getFirst();
            assertThat(new String(trace.header(), StandardCharsets.US_ASCII))
                    .isEqualTo("00-" + span.getTraceId() + "-" + span.getSpanId() + "-01");
        }
    }

    @Test
    void refusesALaneThatIsNotThere() {
        try (var topic = new SourceMediaTopic(kafka, 32 << 20)) {
            assertThatThrownBy(() -> topic.tail(TestMedia.STREAM, 4_000))
                    .isInstanceOf(LogUnavailable.class)
                    .hasMessageContaining("4000");
        }
    }

    @Test
    void countsWhatWaitsWhileKafkaIsAway() {
        var nobody = KafkaSettings.of("127.0.0.1:1");
        var settings =
                new KafkaSettings(nobody.bootstrapServers(), 0, (short) 0, java.util.Map.of());
        try (var topic = new SourceMediaTopic(settings, 32 << 20)) {
            var appender = topic.appender(TestMedia.STREAM, 0, PublishTrace.NONE);
            var sending =
                    Thread.ofVirtual()
                            .start(() -> appender.append(unit(TestMedia.STREAM, 0, 0, 50)));
            await().until(() -> appender.unsentBytes() == 150);
            await().until(() -> appender.unsentAge().toMillis() > 0);
            assertThatThrownBy(() -> topic.tail(TestMedia.STREAM, 0))
                    .isInstanceOf(LogUnavailable.class);
            sending.interrupt();
        }
    }

    @Test
    void hearsWhatIsWrittenFromNowOn() throws InterruptedException {
        List<StreamEvent> heard = new CopyOnWriteArrayList<>();
        var command = new StreamEvent.StreamCompleted(TestMedia.STREAM, Instant.ofEpochSecond(5));
        var fact =
                new StreamEvent.SessionStarted(
                        TestMedia.STREAM,
                        Instant.ofEpochSecond(6),
                        1024,
                        new NodeId("ingest-1"),
                        "192.0.2.1");
        try (var before = new StreamEventsTopic(kafka)) {
            before.on(new StreamEvent.StreamDeleted(TestMedia.STREAM, Instant.EPOCH));
        }
        try (var events = new StreamEventsTopic(kafka)) {
            events.follow(heard::add);
            assertThat(events.awaitFollowing(Duration.ofSeconds(20))).isTrue();
            events.on(command);
            events.on(fact);
            await().until(() -> heard.size() == 2);

            assertThat(heard).containsExactly(command, fact);
            assertThat(events.isFollowing()).isTrue();
        }
    }

    private static void awaitSent(Appender appender) {
        await().until(() -> appender.unsentBytes() == 0);
    }

    private static Configuration configuration(StreamId stream, long sequence, long segment) {
        return new Configuration(stamp(stream, sequence, segment), true, TestMedia.config());
    }

    private static AccessUnit unit(StreamId stream, long sequence, long segment, int size) {
        return new AccessUnit(
                stamp(stream, sequence, segment),
                1,
                FourCc.AVC1,
                false,
                sequence * 90,
                sequence * 90,
                ByteBuffer.allocate(size));
    }

    private static Stamp stamp(StreamId stream, long sequence, long segment) {
        return new Stamp(stream, Rendition.SOURCE, 1024, sequence, segment, 0);
    }
}
