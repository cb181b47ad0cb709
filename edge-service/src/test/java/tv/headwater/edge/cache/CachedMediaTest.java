package tv.headwater.edge.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.live.HlsQuery;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.edge.FakeTime;
import tv.headwater.edge.origin.Fetched;
import tv.headwater.edge.origin.Origin;
import tv.headwater.mediahttp.MediaRequest;
import tv.headwater.mediahttp.MediaResponse;
import tv.headwater.mediahttp.MediaResponse.Caching;

class CachedMediaTest {

    private static final String STREAM = "/live/abcdefgh01234567";
    private static final String SEGMENT = STREAM + "/source/5.m4s";
    private static final String PLAYLIST = STREAM + "/source/index.m3u8";
    private static final int MAX_BYTES = 1_000_000;
    private static final Fetched DOWN = new Fetched.Failed("no origin is known");

    private final FakeTime time = new FakeTime();
    private final FakeOrigin origin = new FakeOrigin();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final CachedMedia cached =
            new CachedMedia(origin, MAX_BYTES, Duration.ofSeconds(4), time, registry);

    /** Keeps what it is asked, and answers as it was last told or when it is told. */
    private static final class FakeOrigin implements Origin {
        final List<String> asked = new CopyOnWriteArrayList<>();
        volatile CompletionStage<Fetched> answer;

        @Override
        public CompletionStage<Fetched> fetch(MediaRequest request) {
            asked.add(request.path().path() + request.query().text());
            return answer;
        }

        void answers(Fetched fetched) {
            answer = CompletableFuture.completedStage(fetched);
        }
    }

    private static Fetched.Found playlist(long maxAge, long age) {
        return new Fetched.Found(
                "application/vnd.apple.mpegurl",
                Caching.seconds(maxAge),
                ByteBuffer.wrap(new byte[100]),
                Duration.ofSeconds(age));
    }

    private static Fetched.Found segment(int length) {
        return new Fetched.Found(
                "video/mp4", Caching.IMMUTABLE, ByteBuffer.wrap(new byte[length]), Duration.ZERO);
    }

    private CompletableFuture<MediaResponse> ask(String path) {
        return ask(path, HlsQuery.NONE);
    }

    private CompletableFuture<MediaResponse> ask(String path, HlsQuery query) {
        return cached.get(new MediaRequest(MediaPath.parse(path), query, "127.0.0.1"))
                .toCompletableFuture();
    }

    private MediaResponse get(String path) {
        return ask(path).join();
    }

    private double count(String outcome) {
        return registry.counter("headwater.cache.requests", "outcome", outcome).count();
    }

    @Test
    void aHerdMakesOneFetch() {
        var coming = new CompletableFuture<Fetched>();
        origin.answer = coming;
        var herd = herd(200);
        coming.complete(segment(10));
        for (var response : herd) {
            assertThat(response.join()).isInstanceOf(MediaResponse.Found.class);
        }
        get(SEGMENT);
        assertThat(origin.asked).containsExactly(SEGMENT);
        assertThat(count("miss")).isEqualTo(1);
        assertThat(count("coalesced")).isEqualTo(199);
        assertThat(count("hit")).isEqualTo(1);
    }

    @Test
    void aKeyIsKeptByNobody() {
        var path = STREAM + "/keys/3";
        origin.answers(
                new Fetched.Found(
                        "application/octet-stream",
                        Caching.seconds(0),
                        ByteBuffer.wrap(new byte[16]),
                        Duration.ZERO));
        assertThat(get(path)).isInstanceOf(MediaResponse.Found.class);
        assertThat(get(path)).isInstanceOf(MediaResponse.Found.class);
        assertThat(origin.asked).containsExactly(path, path);
        origin.answers(DOWN);
        assertThat(get(path)).isInstanceOf(MediaResponse.Unavailable.class);
        assertThat(cached.bytes()).isZero();
    }

    @Test
    void aPosterIsFreshForItsTimeAndStandsInForAWhile() {
        var poster =
                new Fetched.Found(
                        "image/jpeg",
                        Caching.seconds(5),
                        ByteBuffer.wrap(new byte[300]),
                        Duration.ZERO);
        origin.answers(poster);
        get(STREAM + "/poster.jpg");
        time.pass(Duration.ofMillis(4900));
        var kept = (MediaResponse.Found) get(STREAM + "/poster.jpg");
        assertThat(kept.contentType()).isEqualTo("image/jpeg");
        assertThat(kept.age()).isEqualTo(Duration.ofMillis(4900));
        assertThat(origin.asked).hasSize(1);
        time.pass(Duration.ofMillis(200));
        origin.answers(DOWN);
        assertThat(get(STREAM + "/poster.jpg")).isInstanceOf(MediaResponse.Found.class);
        assertThat(origin.asked).hasSize(2);
        time.pass(Duration.ofSeconds(4));
        assertThat(get(STREAM + "/poster.jpg")).isInstanceOf(MediaResponse.Unavailable.class);
    }

    @Test
    void aHerdWhoseFetchFailsMakesOneFetchToo() {
        var coming = new CompletableFuture<Fetched>();
        origin.answer = coming;
        var herd = herd(200);
        coming.complete(DOWN);
        for (var response : herd) {
            assertThat(response.join())
                    .isEqualTo(
                            new MediaResponse.Unavailable(
                                    "no origin is known", Duration.ofSeconds(1)));
        }
        assertThat(origin.asked).hasSize(1);
        origin.answers(segment(10));
        assertThat(get(SEGMENT)).as("the next tries anew").isInstanceOf(MediaResponse.Found.class);
        assertThat(origin.asked).hasSize(2);
    }

    @Test
    void whoIsRefusedSpoilsItForNobodyElse() {
        var refusal = new CompletableFuture<Fetched>();
        origin.answer = refusal;
        var first = ask(SEGMENT);
        var others = List.of(ask(SEGMENT), ask(SEGMENT));
        var coming = new CompletableFuture<Fetched>();
        origin.answer = coming;
        refusal.complete(new Fetched.Refused("an origin wants another token"));
        assertThat(first.join()).isInstanceOf(MediaResponse.Unavailable.class);
        assertThat(origin.asked).as("the others ask once more, together").hasSize(2);
        coming.complete(segment(10));
        for (var response : others) {
            assertThat(response.join()).isInstanceOf(MediaResponse.Found.class);
        }
        assertThat(origin.asked).hasSize(2);
    }

    @Test
    void whenAllAreRefusedTheyAreToldSo() {
        var refusal = new CompletableFuture<Fetched>();
        origin.answer = refusal;
        var herd = List.of(ask(SEGMENT), ask(SEGMENT), ask(SEGMENT));
        refusal.complete(new Fetched.Refused("an origin wants another token"));
        for (var response : herd) {
            assertThat(response.join()).isInstanceOf(MediaResponse.Unavailable.class);
        }
    }

    private List<CompletableFuture<MediaResponse>> herd(int size) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asking = new ArrayList<CompletableFuture<CompletableFuture<MediaResponse>>>();
            for (int i = 0; i < size; i++) {
                asking.add(CompletableFuture.supplyAsync(() -> ask(SEGMENT), threads));
            }
            return asking.stream().map(CompletableFuture::join).toList();
        }
    }

    @Test
    void herdsThatMeetTheEndOfAFetchMakeNoSecondOne() {
        for (int round = 0; round < 200; round++) {
            var coming = new CompletableFuture<Fetched>();
            var path = STREAM + "/source/" + round + ".m4s";
            origin.asked.clear();
            origin.answer = coming;
            try (var threads = Executors.newFixedThreadPool(4)) {
                for (int i = 0; i < 8; i++) {
                    threads.execute(() -> ask(path));
                    if (i == 4) {
                        threads.execute(() -> coming.complete(segment(1)));
                    }
                }
            }
            assertThat(origin.asked).containsExactly(path);
        }
    }

    @Test
    void anOriginThatThrowsIs503AndForgotten() {
        origin.answer = CompletableFuture.failedStage(new IllegalStateException("broken"));
        assertThat(get(SEGMENT)).isInstanceOf(MediaResponse.Unavailable.class);
        origin.answers(segment(1));
        assertThat(get(SEGMENT)).isInstanceOf(MediaResponse.Found.class);
    }

    @Test
    void playlistsAreKeptForTheirMaxAgeWithATrueAge() {
        origin.answers(playlist(3, 1));
        assertThat(found(PLAYLIST).age()).isEqualTo(Duration.ofSeconds(1));
        time.pass(Duration.ofMillis(1_900));
        var again = found(PLAYLIST);
        assertThat(again.age()).isEqualTo(Duration.ofMillis(2_900));
        assertThat(again.caching()).isEqualTo(Caching.seconds(3));
        assertThat(origin.asked).hasSize(1);
        time.pass(Duration.ofMillis(100));
        found(PLAYLIST);
        assertThat(origin.asked).as("its two seconds are over").hasSize(2);
    }

    @Test
    void whatMustNotBeKeptIsNot() {
        origin.answers(playlist(0, 0));
        get(PLAYLIST);
        get(PLAYLIST);
        origin.answers(playlist(2, 2));
        get(PLAYLIST);
        get(PLAYLIST);
        origin.answers(new Fetched.Rejected());
        assertThat(get(PLAYLIST)).isInstanceOf(MediaResponse.BadRequest.class);
        get(PLAYLIST);
        assertThat(origin.asked).hasSize(6);
    }

    @Test
    void directivesMakeAnotherObject() {
        origin.answers(playlist(3, 0));
        ask(PLAYLIST, new HlsQuery(7L, null, null)).join();
        ask(PLAYLIST, new HlsQuery(8L, null, null)).join();
        ask(PLAYLIST, new HlsQuery(7L, null, null)).join();
        assertThat(origin.asked)
                .containsExactly(PLAYLIST + "?_HLS_msn=7", PLAYLIST + "?_HLS_msn=8");
    }

    @Test
    void a404IsKeptForASecondAtMost() {
        origin.answers(new Fetched.Missing(Caching.seconds(60)));
        assertThat(get(SEGMENT))
                .isEqualTo(
                        new MediaResponse.NotFound("there is no such object", Caching.seconds(1)));
        time.pass(Duration.ofMillis(999));
        get(SEGMENT);
        assertThat(origin.asked).hasSize(1);
        time.pass(Duration.ofMillis(1));
        origin.answers(segment(1));
        assertThat(get(SEGMENT)).isInstanceOf(MediaResponse.Found.class);
    }

    @Test
    void keptSegmentsAreServedWhileEveryOriginIsDown() {
        origin.answers(segment(10));
        get(SEGMENT);
        origin.answers(DOWN);
        time.pass(Kept.MAX_KEPT.minusSeconds(1));
        assertThat(found(SEGMENT).age()).isEqualTo(Kept.MAX_KEPT.minusSeconds(1));
        assertThat(get(STREAM + "/source/6.m4s")).isInstanceOf(MediaResponse.Unavailable.class);
        time.pass(Duration.ofSeconds(1));
        assertThat(get(SEGMENT)).isInstanceOf(MediaResponse.Unavailable.class);
    }

    @Test
    void aPlaylistStandsInForFailingOriginsForAWhileOnly() {
        origin.answers(playlist(1, 0));
        get(PLAYLIST);
        origin.answers(DOWN);
        time.pass(Duration.ofMillis(4_900));
        assertThat(found(PLAYLIST).age()).isEqualTo(Duration.ofMillis(4_900));
        assertThat(origin.asked).as("an origin was asked first").hasSize(2);
        assertThat(count("stale")).isEqualTo(1);
        time.pass(Duration.ofMillis(100));
        assertThat(get(PLAYLIST)).isInstanceOf(MediaResponse.Unavailable.class);
    }

    @Test
    void bytesAreBounded() {
        origin.answers(segment(9_000));
        for (int i = 0; i < 200; i++) {
            get(STREAM + "/source/" + i + ".m4s");
        }
        assertThat(cached.bytes()).isBetween(MAX_BYTES / 2L, (long) MAX_BYTES);
        origin.answers(segment(MAX_BYTES + 1));
        assertThat(get(STREAM + "/source/200.m4s"))
                .as("served, though too large to keep")
                .isInstanceOf(MediaResponse.Found.class);
        assertThat(cached.bytes()).isLessThanOrEqualTo(MAX_BYTES);
    }

    @Test
    void whatIsTooLargeToKeepTurnsNothingAway() {
        origin.answers(segment(9_000));
        get(SEGMENT);
        origin.answers(segment(MAX_BYTES + 1));
        get(STREAM + "/source/6.m4s");
        get(SEGMENT);
        assertThat(origin.asked).containsExactly(SEGMENT, STREAM + "/source/6.m4s");
    }

    @Test
    void aFullCacheFetchesLiveMediaOnce() {
        origin.answers(segment(9_000));
        for (int often = 0; often < 5; often++) {
            for (int i = 0; i < 80; i++) {
                get(STREAM + "/source/" + i + ".m4s");
            }
        }
        origin.asked.clear();
        for (int i = 80; i < 400; i++) {
            get(STREAM + "/source/" + i + ".m4s");
            get(STREAM + "/source/" + i + ".m4s");
            get(STREAM + "/source/" + (i - 20) + ".m4s");
        }
        assertThat(origin.asked).hasSize(320).doesNotHaveDuplicates();
    }

    @Test
    void playlistsThatAreOverTakeNoRoom() {
        origin.answers(playlist(1, 0));
        for (long msn = 0; msn < 100; msn++) {
            ask(PLAYLIST, new HlsQuery(msn, null, null)).join();
            time.pass(Duration.ofMillis(500));
        }
        origin.answers(segment(10));
        get(SEGMENT);
        long few = 20L * (Kept.ENTRY + 2 * (Kept.HEAD + 100));
        assertThat(cached.bytes()).isBetween(1L, few);
        time.pass(Kept.MAX_KEPT);
        assertThat(cached.bytes()).isZero();
    }

    private MediaResponse.Found found(String path) {
        return (MediaResponse.Found) get(path);
    }
}
