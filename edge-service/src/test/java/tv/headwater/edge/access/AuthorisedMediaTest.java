package tv.headwater.edge.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tv.headwater.access.AccessFacts;
import tv.headwater.access.PlaybackTokens;
import tv.headwater.access.TestTokens;
import tv.headwater.contract.access.AccessFact;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.live.HlsQuery;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.contract.stream.Encryption;
import tv.headwater.contract.stream.Ladder;
import tv.headwater.contract.stream.LatencyMode;
import tv.headwater.contract.stream.PlaybackPolicy;
import tv.headwater.contract.stream.StreamSettings;
import tv.headwater.contract.stream.StreamStatus;
import tv.headwater.edge.FakeTime;
import tv.headwater.mediahttp.Asker;
import tv.headwater.mediahttp.MediaRequest;
import tv.headwater.mediahttp.MediaResponse;
import tv.headwater.mediahttp.MediaResponse.Caching;

class AuthorisedMediaTest {

    private static final StreamId STREAM = new StreamId("abcdefgh01234567");
    private static final StreamId OTHER = new StreamId("other00000000000");
    private static final String SEGMENT = "source/5.m4s";

    private final FakeTime time = new FakeTime();
    private final Instant now = time.instant();
    private final TestTokens issuer = new TestTokens("k1");
    private final SignedStreams streams = new SignedStreams(time);
    private final AccessFacts facts = new AccessFacts();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<MediaRequest> passed = new CopyOnWriteArrayList<>();
    private PlaybackTokens tokens = tokens(100);
    private boolean known = true;
    private CompletableFuture<MediaResponse> answer =
            CompletableFuture.completedFuture(
                    new MediaResponse.Found(
                            "video/mp4", Caching.IMMUTABLE, ByteBuffer.allocate(1), Duration.ZERO));

    @BeforeEach
    void aSignedStream() {
        streams.on(STREAM, settings(STREAM, PlaybackPolicy.SIGNED));
        facts.on("key/k1", issuer.fact());
    }

    @AfterEach
    void close() {
        tokens.close();
    }

    private PlaybackTokens tokens(int maxChecks) {
        return new PlaybackTokens(
                facts,
                new PlaybackTokens.Limits(1000, maxChecks),
                time,
                Ticker.systemTicker(),
                registry);
    }

    static StreamSettings settings(StreamId streamId, PlaybackPolicy policy) {
        return new StreamSettings(
                streamId,
                StreamStatus.ACTIVE,
                policy,
                LatencyMode.LOW,
                Ladder.AUTO,
                0,
                60,
                Encryption.NONE,
                null,
                1,
                Instant.EPOCH);
    }

    private MediaResponse get(StreamId streamId, String file, @Nullable String token) {
        return ask(streamId, file, token).join();
    }

    private CompletableFuture<MediaResponse> ask(
            StreamId streamId, String file, @Nullable String token) {
        var path = MediaPath.parse("/live/" + streamId + "/" + file);
        assertThat(path).isNotNull();
        var authorised =
                new AuthorisedMedia(
                        streams,
                        () -> known,
                        tokens,
                        request -> {
                            passed.add(request);
                            return answer;
                        });
        return authorised
                .get(
                        new MediaRequest(
                                path,
                                HlsQuery.NONE,
                                new Asker("127.0.0.1", token, null, null, null)))
                .toCompletableFuture();
    }

    @Test
    void whatIsSignedIsForNoSharedCache() {
        assertThat(get(STREAM, SEGMENT, token()) instanceof MediaResponse.Personal).isTrue();
    }

    private int status(@Nullable String token) {
        passed.clear();
        int status = code(get(STREAM, SEGMENT, token));
        assertThat(passed).as("only who may play gets past").hasSize(status == 200 ? 1 : 0);
        return status;
    }

    private static int code(MediaResponse response) {
        return switch (response) {
            case MediaResponse.Found f -> 200;
            case MediaResponse.Personal p -> 200;
            case MediaResponse.BadRequest b -> 400;
            case MediaResponse.Unauthorized u -> 401;
            case MediaResponse.Forbidden f -> 403;
            case MediaResponse.NotFound n -> 404;
            case MediaResponse.Unavailable u -> 503;
            case MediaResponse.LoopDetected l -> 508;
        };
    }

    private String token() {
        return issuer.token(STREAM, "t1", now);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "index.m3u8",
                "manifest.mpd",
                "poster.jpg",
                "keys/3",
                "source/index.m3u8",
                "source/init-0.mp4",
                SEGMENT,
                "source/5.1.m4s",
                "ts/index.m3u8",
                "ts/source/index.m3u8",
                "ts/source/5.ts"
            })
    void nothingOfASignedStreamIsForWhoHasNoToken(String file) {
        assertThat(get(STREAM, file, null)).isInstanceOf(MediaResponse.Unauthorized.class);
        assertThat(passed).isEmpty();
        assertThat(get(STREAM, file, token())).isInstanceOf(MediaResponse.Personal.class);
        assertThat(get(OTHER, file, null)).isInstanceOf(MediaResponse.Found.class);
    }

    @Test
    void aTokenIsForOneStream() {
        streams.on(OTHER, settings(OTHER, PlaybackPolicy.SIGNED));
        assertThat(get(OTHER, SEGMENT, token())).isInstanceOf(MediaResponse.Forbidden.class);
        assertThat(passed).isEmpty();
    }

    @Test
    void aBadTokenIsNone() {
        var forged = new TestTokens("k1").token(STREAM, "t1", now);
        for (var bad : List.of("x", "a.b.c", forged)) {
            assertThat(status(bad)).as(bad).isEqualTo(401);
            assertThat(get(OTHER, SEGMENT, bad)).isInstanceOf(MediaResponse.Found.class);
        }
        assertThat(status(token())).isEqualTo(200);
    }

    @Test
    void clocksMayDifferALittle() {
        var late = issuer.token(STREAM, "t1", now.minusSeconds(303));
        assertThat(status(late)).isEqualTo(200);
        time.pass(Duration.ofSeconds(3));
        assertThat(status(late)).as("remembered, and over").isEqualTo(401);
        assertThat(status(issuer.token(STREAM, "t2", time.instant().plusSeconds(4))))
                .isEqualTo(200);
    }

    @Test
    void aSignatureIsCheckedOnce() {
        var token = token();
        IntStream.range(0, 20).forEach(i -> assertThat(status(token)).isEqualTo(200));
        assertThat(registry.get("headwater.access.checks").counter().count()).isEqualTo(1);
        var forged = new TestTokens("k1").token(STREAM, "t1", now);
        IntStream.range(0, 20).forEach(i -> assertThat(status(forged)).isEqualTo(401));
        assertThat(registry.get("headwater.access.checks").counter().count()).isEqualTo(2);
    }

    @Test
    void whatIsWithdrawnIsRefusedAtOnce() {
        var token = token();
        assertThat(status(token)).isEqualTo(200);

        var elsewhere = new AccessFact.TokenRevoked("t1", OTHER, now.plusSeconds(300));
        facts.on(elsewhere.key(), elsewhere);
        assertThat(status(token())).isEqualTo(200);
        var revoked = new AccessFact.TokenRevoked("t1", STREAM, now.plusSeconds(300));
        facts.on(revoked.key(), revoked);
        assertThat(status(token)).isEqualTo(401);
        assertThat(status(issuer.token(STREAM, "t2", now))).isEqualTo(200);
        facts.on(revoked.key(), null);
        assertThat(status(token)).isEqualTo(200);

        var second = Instant.ofEpochSecond(now.getEpochSecond());
        facts.on("stream/" + STREAM, new AccessFact.StreamRevoked(STREAM, second));
        assertThat(status(token)).isEqualTo(401);
        assertThat(status(issuer.token(STREAM, "t3", now.plusSeconds(1)))).isEqualTo(200);
        facts.on("stream/" + STREAM, null);

        facts.on("key/k1", null);
        assertThat(status(token)).as("signed with a key that counts no more").isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"withdrawn", "all withdrawn", "its key withdrawn", "over", "good"})
    void whatIsHeldIsForWhoMayPlayWhenItComes(String becomes) {
        var found = answer.join();
        answer = new CompletableFuture<>();
        var shown = token();
        var held = ask(STREAM, "source/5.1.m4s", shown);
        await().until(() -> passed.size() == 1);
        var open = ask(OTHER, "source/5.1.m4s", shown);
        switch (becomes) {
            case "withdrawn" -> {
                var revoked = new AccessFact.TokenRevoked("t1", STREAM, now.plusSeconds(300));
                facts.on(revoked.key(), revoked);
            }
            case "all withdrawn" ->
                    facts.on("stream/" + STREAM, new AccessFact.StreamRevoked(STREAM, now));
            case "its key withdrawn" -> facts.on("key/k1", null);
            case "over" -> time.pass(Duration.ofSeconds(306));
            default -> time.pass(Duration.ofSeconds(6));
        }
        assertThat(held).isNotDone();
        answer.complete(found);
        assertThat(code(held.join())).isEqualTo(becomes.equals("good") ? 200 : 401);
        assertThat(open.join()).isInstanceOf(MediaResponse.Found.class);
        assertThat(registry.get("headwater.access.checks").counter().count())
                .as("signatures checked")
                .isEqualTo(1);
    }

    @Test
    void theNewestPolicyCounts() {
        streams.on(STREAM, settings(STREAM, PlaybackPolicy.PUBLIC));
        assertThat(status(null)).isEqualTo(200);
        streams.on(STREAM, settings(STREAM, PlaybackPolicy.SIGNED));
        assertThat(status(null)).isEqualTo(401);
        streams.on(STREAM, null);
        assertThat(status(null)).as("deleted, and perhaps still in the cache").isEqualTo(401);
    }

    @Test
    void beforeTheFactsAreKnownNobodyPlaysAnything() {
        known = false;
        assertThat(status(token())).isEqualTo(503);
        assertThat(get(OTHER, SEGMENT, null)).isInstanceOf(MediaResponse.Unavailable.class);
        known = true;
        assertThat(status(token())).isEqualTo(200);
    }

    @Test
    void aFloodOfTokensIsBoundedAndHarmsNobodyWhoPlays() {
        tokens.close();
        tokens = tokens(1);
        var token = token();
        assertThat(status(token)).isEqualTo(200);
        var forger = new TestTokens("k1");
        var flood = new ArrayList<CompletableFuture<MediaResponse>>();
        var forged =
                IntStream.range(0, 500).mapToObj(i -> forger.token(STREAM, "f" + i, now)).toList();
        for (var each : forged) {
            flood.add(ask(STREAM, SEGMENT, each));
            assertThat(ask(STREAM, SEGMENT, token))
                    .as("who is known does not wait")
                    .isCompletedWithValueMatching(r -> r instanceof MediaResponse.Personal);
        }
        var statuses =
                flood.stream().map(CompletableFuture::join).map(AuthorisedMediaTest::code).toList();
        assertThat(statuses).containsOnly(401, 503).contains(503);
    }
}
