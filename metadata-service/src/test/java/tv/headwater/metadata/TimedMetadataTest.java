package tv.headwater.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;
import tv.headwater.contract.event.StreamEvent.SessionActive;
import tv.headwater.contract.event.StreamEvent.SessionStarted;
import tv.headwater.contract.id.EventId;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.id.StreamKey;
import tv.headwater.contract.log.Topics;
import tv.headwater.contract.media.AttributeValue;
import tv.headwater.contract.media.TimedMetadata;

class TimedMetadataTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final TestCluster cluster = TestCluster.get();
    private final Http anonymous = cluster.http;
    private final Http admin = anonymous.loggedIn("admin", TestCluster.ADMIN_PASSWORD);
    private final Http owner = Users.broadcaster(admin, anonymous);
    private final JdbcClient jdbc = cluster.context.getBean(JdbcClient.class);
    private final String node = "ingest-" + UUID.randomUUID();
    private final Instant startedAt = Instant.now().minusSeconds(1);
    private final ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor();

    @BeforeEach
    void beat() {
        beats.scheduleAtFixedRate(
                () -> cluster.beat(TestCluster.ingest(node, startedAt)),
                0,
                500,
                TimeUnit.MILLISECONDS);
    }

    @AfterEach
    void fallSilent() throws InterruptedException {
        beats.shutdown();
        beats.awaitTermination(5, TimeUnit.SECONDS);
    }

    private record Stream(StreamId id, long epoch, int lane) {
        String path() {
            return "/api/v1/live-streams/" + id + "/metadata";
        }
    }

    private Stream live() {
        var created = Users.stream(owner);
        var id = new StreamId(created.get("id").asString());
        var grant =
                anonymous
                        .post(
                                "/internal/publish-grants",
                                "{\"streamKeySha256\":\"%s\",\"node\":\"%s\",\"remoteAddress\":\"192.0.2.7\"}"
                                        .formatted(
                                                StreamKey.sha256(
                                                        created.get("ingest")
                                                                .get("streamKey")
                                                                .asString()),
                                                node))
                        .json();
        long epoch = grant.get("epoch").asLong();
        cluster.write(new SessionStarted(id, Instant.now(), epoch, new NodeId(node), "192.0.2.7"));
        cluster.write(new SessionActive(id, Instant.now(), epoch));
        await("active")
                .atMost(PATIENCE)
                .until(() ->
                        owner.get("/api/v1/live-streams/" + id)
                                .json()
                                .get("status")
                                .asString()
                                .equals("active"));
        return new Stream(id, epoch, grant.get("lane").asInt());
    }

    /** What was told up to the event named {@code last}, without what was told again. */
    private List<TimedMetadata> logged(Stream stream, String last) {
        var id = new EventId(last);
        return log(stream).metadata(stream.lane(), each -> each.event().id().equals(id)).stream()
                .filter(each -> !each.again())
                .toList();
    }

    private LogReader log(Stream stream) {
        return LogReader.of(cluster.settings(), Topics.SOURCE_MEDIA, stream.id(), PATIENCE);
    }

    private static void isRefused(Http.Answer answer, int status, String code, String detail) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.json().get("code").asString()).isEqualTo(code);
        assertThat(answer.json().get("detail").asString()).isEqualTo(detail);
    }

    private static String id(Http.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        return answer.json().get("id").asString();
    }

    @Test
    void standsInTheLaneWhenItIsAnswered() {
        var stream = live();
        var start = Instant.now().plusSeconds(60).truncatedTo(ChronoUnit.MILLIS);

        var answer =
                owner.post(
                        stream.path(),
                        """
                        {"class":"org.example.ad","startDate":"%s","duration":30.0004,"plannedDuration":29,
                         "attributes":{"ORG-NAME":"Ünï 🎥","PRICE":12.50,"CUE":"0xFC30"},"text":"{\\"ad\\": 1}"}
                        """
                                .formatted(start));

        var id = id(answer);
        var expected =
                """
                {"id":"%s","class":"org.example.ad","startDate":"%s","duration":30,"plannedDuration":29,
                 "endOnNext":false,"attributes":{"CUE":"0xFC30","ORG-NAME":"Ünï 🎥","PRICE":12.5},
                 "text":"{\\"ad\\": 1}","createdAt":"%s"}
                """
                        .formatted(id, start, answer.json().get("createdAt").asString());
        assertThat(answer.json()).isEqualTo(new JsonMapper().readTree(expected));
        var record = logged(stream, id).getLast();
        assertThat(record.stamp().streamId()).isEqualTo(stream.id());
        assertThat(record.stamp().rendition()).isEqualTo(Rendition.METADATA);
        assertThat(record.stamp().epoch()).isEqualTo(stream.epoch());
        var event = record.event();
        assertThat(event.startDate()).isEqualTo(start.toEpochMilli() * 1000);
        assertThat(event.duration()).isEqualTo(30_000_000);
        assertThat(event.plannedDuration()).isEqualTo(29_000_000);
        assertThat(event.attributes())
                .isEqualTo(
                        Map.of(
                                "CUE", new AttributeValue.Hexadecimal("0xFC30"),
                                "ORG-NAME", new AttributeValue.Quoted("Ünï 🎥"),
                                "PRICE", new AttributeValue.Decimal(new BigDecimal("12.5"))));
        assertThat(event.text()).isEqualTo("{\"ad\": 1}");
        assertThat(owner.get(stream.path()).json().get("items").get(0)).isEqualTo(answer.json());
    }

    @Test
    void whatStillHoldsIsToldAgain() {
        var stream = live();
        var over =
                id(
                        owner.post(
                                stream.path(),
                                "{\"duration\":0.001,\"startDate\":\"%s\"}"
                                        .formatted(Instant.now().minusSeconds(59))));
        var first = id(owner.post(stream.path(), "{\"duration\":600}"));
        var second = id(owner.post(stream.path(), "{\"class\":\"a\",\"endOnNext\":true}"));

        var told = log(stream).metadata(stream.lane(), again(second, 3));

        assertThat(told)
                .filteredOn(each -> !each.again())
                .extracting(each -> each.event().id().value())
                .containsExactly(over, first, second);
        var again = told.stream().filter(TimedMetadata::again).toList();
        assertThat(again)
                .extracting(each -> each.event().id().value())
                .containsSubsequence(first, second, first, second, first, second)
                .filteredOn(over::equals)
                .hasSizeLessThan(2);
        assertThat(again)
                .allSatisfy(each ->
                        assertThat(told)
                                .contains(new TimedMetadata(each.stamp(), each.event(), false)));
    }

    /** The {@code count}-th time that an event is told again. */
    private static Predicate<TimedMetadata> again(String id, int count) {
        var left = new AtomicInteger(count);
        return each ->
                each.again() && each.event().id().value().equals(id) && left.decrementAndGet() == 0;
    }

    @Test
    void manyAtOnceStandInTheOrderOfTheirNumbers() throws Exception {
        var stream = live();
        var before = Instant.now().minusSeconds(1);
        List<Future<Http.Answer>> answers = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 10; i++) {
                answers.add(
                        threads.submit(() ->
                                owner.post(stream.path(), "{\"class\":\"a\",\"endOnNext\":true}")));
            }
        }
        for (var answer : answers) {
            id(answer.get());
        }
        var first = owner.get(stream.path() + "?limit=6").json();
        var second =
                owner.get(stream.path() + "?limit=6&cursor=" + first.get("nextCursor").asString())
                        .json();
        assertThat(second.has("nextCursor")).isFalse();
        List<String> newestFirst = new ArrayList<>();
        first.get("items").forEach(item -> newestFirst.add(item.get("id").asString()));
        second.get("items").forEach(item -> newestFirst.add(item.get("id").asString()));
        var records = logged(stream, newestFirst.getFirst());
        assertThat(records)
                .extracting(record -> record.event().id().value())
                .containsExactlyElementsOf(newestFirst.reversed());
        assertThat(records)
                .extracting(record -> record.stamp().sequence())
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(records)
                .allMatch(record -> record.event().startDate() > before.toEpochMilli() * 1000);
    }

    @Test
    void isTheSameWhenAskedForAgain() {
        var stream = live();
        var body = "{\"id\":\"mine000000000001\",\"duration\":1.5,\"attributes\":{\"A\":1}%s}";
        var first = owner.post(stream.path(), body.formatted(""));
        assertThat(id(first)).isEqualTo("mine000000000001");

        var again = owner.post(stream.path(), body.formatted(""));
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json()).isEqualTo(first.json());
        isRefused(
                owner.post(stream.path(), body.formatted(",\"text\":\"x\"")),
                409,
                "conflict",
                "there is another event with this id");
        var last = id(owner.post(stream.path(), "{}"));
        assertThat(logged(stream, last)).hasSize(2);
        assertThat(owner.get(stream.path()).json().get("items").size()).isEqualTo(2);
    }

    /** Holding the sender's lock is what an outage of Kafka is to the one who waits. */
    @Test
    void isNotAnsweredBeforeItIsInTheLogAndIsToldOnce() {
        var stream = live();
        var body = "{\"id\":\"mine000000000002\"}";
        new TransactionTemplate(cluster.context.getBean(PlatformTransactionManager.class))
                .executeWithoutResult(status -> {
                    jdbc.sql("select pg_advisory_xact_lock(?)")
                            .param(0x68770001L)
                            .query((_, _) -> 0)
                            .list();
                    isRefused(
                            owner.post(stream.path(), body),
                            503,
                            "unavailable",
                            "the log does not answer; try again with the same id");
                    assertThat(owner.get(stream.path()).json().get("items").isEmpty()).isTrue();
                });

        assertThat(owner.post(stream.path(), body).status()).isEqualTo(200);

        var last = id(owner.post(stream.path(), "{}"));
        assertThat(logged(stream, last))
                .extracting(record -> record.event().id().value())
                .containsExactly("mine000000000002", last);
    }

    @Test
    void tenASecond() {
        var stream = live();
        for (int i = 0; i < 10; i++) {
            int made = owner.post(stream.path(), "{}").status();
            assertThat(made).isEqualTo(201);
            taken(stream, "- interval '1 minute'");
        }
        taken(stream, "+ interval '1 minute'");

        var refused = owner.post(stream.path(), "{}");

        isRefused(
                refused, 429, "rate_limited", "more than 10 events a second for this live stream");
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        taken(stream, "- interval '1 minute'");
        assertThat(owner.post(stream.path(), "{}").status()).isEqualTo(201);
    }

    private void taken(Stream stream, String when) {
        jdbc.sql("update timed_metadata set created_at = now() " + when + " where stream_id = ?")
                .param(stream.id().value())
                .update();
    }

    @Test
    void isForTheOwnerOfALiveStream() {
        var stream = live();
        assertThat(anonymous.post(stream.path(), "{}").status()).isEqualTo(401);
        assertThat(anonymous.get(stream.path()).status()).isEqualTo(401);
        for (var other :
                List.of(Users.broadcaster(admin, anonymous), Users.viewer(admin, anonymous))) {
            isRefused(
                    other.post(stream.path(), "{}"),
                    404,
                    "not_found",
                    "there is no such live stream");
            isRefused(other.get(stream.path()), 404, "not_found", "there is no such live stream");
        }
        assertThat(admin.post(stream.path(), "{}").status()).isEqualTo(201);
        owner.post("/api/v1/live-streams/" + stream.id() + "/complete", "");
        isRefused(
                owner.post(stream.path(), "{}"),
                409,
                "stream_not_live",
                "the live stream is ended; timed metadata is for one that is live");
        assertThat(owner.get(stream.path()).json().get("items").size()).isEqualTo(1);
        isRefused(
                owner.get(stream.path() + "?cursor=x"),
                400,
                "invalid_cursor",
                "cursor is not one that a page of this list gave as nextCursor");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"id\":\"A\"}|id|event id is not 16 characters of [a-z0-9]",
                "{\"class\":\"a\\nb\"}|class|class is not 1 to 64 characters of [A-Za-z0-9._-]",
                "{\"startDate\":\"soon\"}|startDate|startDate has the wrong type or is beyond its range",
                "{\"startDate\":\"2020-01-01T00:00:00Z\"}|startDate|startDate is not between 60 seconds ago and 3600 seconds ahead",
                "{\"startDate\":\"9999-01-01T00:00:00Z\"}|startDate|startDate is not between 60 seconds ago and 3600 seconds ahead",
                "{\"duration\":-0.001}|duration|duration is not in 0..86400 seconds",
                "{\"duration\":86400.001}|duration|duration is not in 0..86400 seconds",
                "{\"duration\":1e300}|duration|duration is not in 0..86400 seconds",
                "{\"plannedDuration\":-1}|plannedDuration|plannedDuration is not in 0..86400 seconds",
                "{\"endOnNext\":true}|endOnNext|endOnNext needs a class and no duration",
                "{\"endOnNext\":true,\"class\":\"a\",\"duration\":1}|endOnNext|endOnNext needs a class and no duration",
                "{\"attributes\":{\"X-A\":\"1\"}}|attributes|an attribute's name is not 1 to 32 characters of [A-Z0-9-], given without its X-",
                "{\"attributes\":{\"A\":null}}|attributes.A|attributes.A is not a string or a number",
                "{\"attributes\":{\"A\":true}}|attributes.A|attributes.A is not a string or a number",
                "{\"attributes\":{\"A\":\"\\\"\"}}|attributes.A|attributes.A has a control character, half a character or a double quote",
                "{\"attributes\":{\"A\":-1}}|attributes.A|attributes.A is negative",
                "{\"attributes\":{\"A\":1e400}}|attributes.A|attributes.A is beyond its range",
                "{\"text\":\"\"}|text|text of 0 bytes of UTF-8 is not in 1..1024",
            })
    void refusesWhatIsBeyondItsLimits(String body, String property, String detail) {
        var path = "/api/v1/live-streams/" + Users.stream(owner).get("id").asString();
        var answer = owner.post(path + "/metadata", body);
        isRefused(answer, 400, "invalid_request", detail);
        assertThat(answer.json().get("property").asString()).isEqualTo(property);
    }
}
