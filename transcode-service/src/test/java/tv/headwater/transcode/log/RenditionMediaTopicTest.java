package tv.headwater.transcode.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tv.headwater.transcode.log.TestLog.unit;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.log.Topics;
import tv.headwater.contract.media.Claim;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.MediaRecordCodec;
import tv.headwater.transcode.log.RenditionMediaTopic.Limits;

@Timeout(600)
@ExtendWith(TestLog.Shared.class)
class RenditionMediaTopicTest {

    private static final StreamId STREAM = new StreamId("mine000000000001");
    private static final StreamId OTHER = new StreamId("other00000000001");
    private static final int LANE = 3;
    private static final long SECOND = 1_800_000_000L;

    private final TestLog log;

    private final List<Long> heard = new ArrayList<>();

    RenditionMediaTopicTest(TestLog log) {
        this.log = log;
    }

    @BeforeEach
    void reset() throws InterruptedException, ExecutionException {
        log.reset();
    }

    @Test
    void aStreamIsClaimedWrittenAndClaimedAgain() throws Exception {
        try (var first = topic(SECOND);
                var second = topic(SECOND + 5)) {
            long hint = end();
            var mine = first.claim(LANE, STREAM, hint, this::hear);
            assertThat(mine).isEqualTo(new Claimed(SECOND << 30, hint));
            assertThat(heard).isEmpty();
            long offset = append(first, mine.base(), mine.base() + 1).get();
            assertThat(offset).isEqualTo(hint + 1);

            var theirs = second.claim(LANE, STREAM, hint, this::hear);
            assertThat(theirs).isEqualTo(new Claimed((SECOND + 5) << 30, hint + 3));
            assertThat(heard).containsExactly(mine.base(), mine.base() + 1);
        }
    }

    @Test
    void aClaimIsAboveWhatStandsInTheLaneWhateverTheClock() throws Exception {
        try (var ahead = topic(SECOND + 1000);
                var behind = topic(SECOND)) {
            long hint = end();
            var high = ahead.claim(LANE, STREAM, hint, this::hear);
            append(ahead, high.base() + 7).get();
            var higher = behind.claim(LANE, STREAM, hint, this::hear);
            assertThat(higher.base()).isEqualTo(high.base() + (1L << 30));
            assertThat(heard).containsExactly(high.base() + 7);
        }
    }

    @Test
    void ofManyClaimersAtOnceTheLastInTheLogIsTheHighest() throws Exception {
        int claimers = 6;
        long hint = end();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var topics = IntStream.range(0, claimers).mapToObj(_ -> topic(SECOND)).toList();
            var tails = IntStream.range(0, claimers).mapToObj(_ -> new ArrayList<Long>()).toList();
            // Each writes one record as soon as it has its claim.
            Callable<List<Claimed>> all =
                    () -> {
                        var claims =
                                threads.invokeAll(
                                        IntStream.range(0, claimers)
                                                .mapToObj(i ->
                                                        claimAndWrite(
                                                                topics.get(i), hint, tails.get(i)))
                                                .toList());
                        var claimed = new ArrayList<Claimed>();
                        for (var claim : claims) {
                            claimed.add(claim.get());
                        }
                        return claimed;
                    };
            var claims = all.call();
            var standing = standing();
            for (int i = 0; i < claimers; i++) {
                var claim = claims.get(i);
                for (int j = 0; j < claimers; j++) {
                    if (claims.get(j).offset() > claim.offset()) {
                        assertThat(claims.get(j).base()).isGreaterThan(claim.base());
                    }
                }
                // What a claimer saw is what a reader of the log accepts before its claim.
                assertThat(tails.get(i))
                        .containsExactlyElementsOf(
                                standing.stream()
                                        .filter(at -> at.offset() < claim.offset())
                                        .map(at -> at.record().stamp().sequence())
                                        .toList());
            }
            assertThat(claims.stream().map(Claimed::base).distinct()).hasSize(claimers);
            topics.forEach(RenditionMediaTopic::close);
        }
    }

    private Callable<Claimed> claimAndWrite(RenditionMediaTopic topic, long hint, List<Long> tail) {
        return () -> {
            var claimed =
                    topic.claim(
                            LANE, STREAM, hint, (_, record) -> tail.add(record.stamp().sequence()));
            append(topic, claimed.base()).get();
            return claimed;
        };
    }

    @Test
    void findsAStreamAmongOthersAndPassesOverGarbage() throws Exception {
        long hint = end();
        try (var writer = topic(SECOND);
                var reader = topic(SECOND + 1)) {
            var mine = writer.claim(LANE, STREAM, hint, this::hear);
            var theirs = writer.claim(LANE, OTHER, hint, this::hear);
            for (int i = 0; i < 300; i++) {
                writer.append(LANE, OTHER, encoded(OTHER, theirs.base() + i));
                writer.append(LANE, STREAM, encoded(STREAM, mine.base() + i));
            }
            assertThat(writer.flush(STREAM, Duration.ofSeconds(20))).isTrue();
            assertThat(writer.flush(OTHER, Duration.ofSeconds(20))).isTrue();
            log.append(Topics.RENDITION_MEDIA, LANE, null, STREAM.value(), new byte[] {1, 2});
            log.append(Topics.RENDITION_MEDIA, LANE, null, "", new byte[0]);

            reader.claim(LANE, STREAM, hint, this::hear);
            assertThat(heard)
                    .containsExactlyElementsOf(
                            LongStream.range(mine.base(), mine.base() + 300).boxed().toList());
            assertThat(reader.malformed()).isEqualTo(1);
        }
    }

    @Test
    void readsFromTheBeginningWhereTheHintIsOfNoUse() throws Exception {
        try (var writer = topic(SECOND);
                var reader = topic(SECOND + 1);
                var another = topic(SECOND + 2)) {
            var mine = writer.claim(LANE, STREAM, 0, this::hear);
            append(writer, mine.base(), mine.base() + 1, mine.base() + 2).get();
            long end = end();
            reader.claim(LANE, STREAM, end + 1_000, this::hear);
            assertThat(heard).containsExactly(mine.base(), mine.base() + 1, mine.base() + 2);

            heard.clear();
            log.cut(Topics.RENDITION_MEDIA, LANE, end - 1);
            another.claim(LANE, STREAM, end - 3, this::hear);
            assertThat(heard).containsExactly(mine.base() + 2);
        }
    }

    @Test
    void whatIsHandedOverTogetherStandsInOneBatch() throws Exception {
        long hint = end();
        try (var writer = topic(SECOND)) {
            var mine = writer.claim(LANE, STREAM, hint, this::hear);
            for (int i = 0; i < 100; i++) {
                append(
                        writer,
                        mine.base() + 3 * i,
                        mine.base() + 3 * i + 1,
                        mine.base() + 3 * i + 2);
            }
            assertThat(writer.flush(STREAM, Duration.ofSeconds(20))).isTrue();
            var batches = log.batches(Topics.RENDITION_MEDIA, LANE);
            for (int i = 0; i < 100; i++) {
                long first = hint + 1 + 3L * i;
                assertThat(batches)
                        .anyMatch(b -> b.baseOffset() <= first && first + 2 <= b.lastOffset());
            }
            assertThat(standing()).hasSize(300);
        }
    }

    @Test
    void aRecordOfTheBiggestSizeIsWritten() throws Exception {
        long hint = end();
        try (var writer = topic(SECOND);
                var reader = topic(SECOND + 1)) {
            var mine = writer.claim(LANE, STREAM, hint, this::hear);
            var big = MediaRecordCodec.encode(unit(STREAM, 1, mine.base(), 8 * 1024 * 1024 - 100));
            writer.append(LANE, STREAM, List.of(ByteBuffer.wrap(big))).get();
            reader.claim(LANE, STREAM, hint, this::hear);
            assertThat(heard).containsExactly(mine.base());
        }
    }

    @Test
    void afterAFailureNothingFollowsUntilTheNextClaim() throws Exception {
        try (var topic = topic(SECOND)) {
            var mine = topic.claim(LANE, STREAM, end(), this::hear);
            var tooBig = ByteBuffer.allocate(9 * 1024 * 1024);
            var failed = topic.append(LANE, STREAM, List.of(tooBig));
            assertThatThrownBy(failed::get).hasCauseInstanceOf(LogUnavailable.class);
            assertThatThrownBy(append(topic, mine.base())::get)
                    .hasCauseInstanceOf(LogUnavailable.class)
                    .hasMessageContaining("lost");
            assertThat(topic.flush(STREAM, Duration.ofSeconds(5))).isFalse();

            long hint = mine.offset();
            var again = topic.claim(LANE, STREAM, hint, this::hear);
            assertThat(heard).isEmpty();
            assertThat(append(topic, again.base()).get()).isEqualTo(again.offset() + 1);
        }
    }

    @Test
    void aReleasedStreamIsNotWritten() throws Exception {
        try (var topic = topic(SECOND)) {
            assertThatThrownBy(append(topic, 5)::get).hasMessageContaining("not claimed");
            var mine = topic.claim(LANE, STREAM, end(), this::hear);
            assertThatThrownBy(topic.append(LANE + 1, STREAM, encoded(STREAM, mine.base()))::get)
                    .hasMessageContaining("not claimed");
            topic.release(STREAM);
            assertThatThrownBy(append(topic, mine.base())::get).hasMessageContaining("not claimed");
        }
    }

    @Test
    void withoutKafkaAClaimFailsInTime() {
        var limits =
                new Limits(
                        1 << 20,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(2));
        try (var topic = new RenditionMediaTopic(KafkaSettings.of("127.0.0.1:1"), limits)) {
            assertThatThrownBy(() -> topic.claim(LANE, STREAM, 0, this::hear))
                    .isInstanceOf(LogUnavailable.class)
                    .hasMessageContaining("not acknowledged");
        }
        assertThat(heard).isEmpty();
    }

    @Test
    void anAppendGivesUpWhenKafkaTakesNothing() throws Exception {
        try (var nobody =
                new java.net.ServerSocket(0, 50, java.net.InetAddress.getLoopbackAddress())) {
            var kafka = KafkaSettings.of("127.0.0.1:" + nobody.getLocalPort());
            var limits =
                    new Limits(
                            1000,
                            Duration.ofMillis(200),
                            Duration.ofSeconds(60),
                            Duration.ofSeconds(1));
            var topic = new RenditionMediaTopic(kafka, limits);
            var outlet = topic.outlet(STREAM, LANE);
            var waiting = outlet.append(encoded(STREAM, 1, 2, 3, 4, 5, 6, 7, 8));
            var refused = outlet.append(encoded(STREAM, 9));
            assertThatThrownBy(refused::get).hasMessageContaining("has not taken 1000 bytes");
            assertThatThrownBy(() -> waiting.get(20, TimeUnit.SECONDS))
                    .hasMessageContaining("has not taken 1000 bytes");
            topic.close();
        }
    }

    private void hear(long offset, MediaRecord record) {
        heard.add(record.stamp().sequence());
    }

    private RenditionMediaTopic topic(long epochSecond) {
        return new RenditionMediaTopic(
                log.kafka(), Limits.USUAL, InstantSource.fixed(Instant.ofEpochSecond(epochSecond)));
    }

    private static java.util.concurrent.CompletableFuture<Long> append(
            RenditionMediaTopic topic, long... sequences) {
        return topic.append(LANE, STREAM, encoded(STREAM, sequences));
    }

    private static List<ByteBuffer> encoded(StreamId streamId, long... sequences) {
        return LongStream.of(sequences)
                .mapToObj(sequence ->
                        ByteBuffer.wrap(MediaRecordCodec.encode(unit(streamId, 1, sequence, 200)))
                                .asReadOnlyBuffer())
                .toList();
    }

    /** What a reader of the lane that obeys claims accepts of the stream. */
    private List<Tail.At> standing() {
        long floor = 0;
        var standing = new ArrayList<Tail.At>();
        for (var record : log.read(Topics.RENDITION_MEDIA, LANE)) {
            var media = MediaRecordCodec.decode(ByteBuffer.wrap(record.value()));
            long sequence = media.stamp().sequence();
            if (media instanceof Claim) {
                floor = Math.max(floor, sequence);
            } else if (sequence >= floor) {
                standing.add(new Tail.At(record.offset(), media));
            }
        }
        return standing;
    }

    private long end() throws InterruptedException, ExecutionException {
        return log.end(Topics.RENDITION_MEDIA, LANE);
    }
}
