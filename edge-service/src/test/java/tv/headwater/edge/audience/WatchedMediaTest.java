package tv.headwater.edge.audience;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tv.headwater.access.AccessFacts;
import tv.headwater.access.PlaybackTokens;
import tv.headwater.access.PlaybackTokens.Verdict;
import tv.headwater.access.TestTokens;
import tv.headwater.contract.audience.ViewerSet;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.live.HlsQuery;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.edge.FakeTime;
import tv.headwater.mediahttp.Asker;
import tv.headwater.mediahttp.MediaRequest;
import tv.headwater.mediahttp.MediaResponse;
import tv.headwater.mediahttp.MediaResponse.Caching;

class WatchedMediaTest {

    private static final StreamId STREAM = new StreamId("abcdefgh01234567");
    private static final String PLAYLIST = "source/index.m3u8";
    private static final String SEGMENT = "source/5.m4s";
    private static final String COOKIE = "0123456789abcdef";

    private final FakeTime time = new FakeTime();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AccessFacts facts = new AccessFacts();
    private final PlaybackTokens tokens =
            new PlaybackTokens(
                    facts,
                    new PlaybackTokens.Limits(100, 100),
                    time,
                    Ticker.systemTicker(),
                    registry);
    private Viewers viewers = viewers(100, 100);
    private boolean cookies = true;
    private CompletionStage<MediaResponse> answer =
            CompletableFuture.completedStage(found("#EXTM3U\n#EXT-X-TARGETDURATION:2\n"));

    private Viewers viewers(int max, int maxOfStream) {
        return new Viewers(new Viewers.Limits(max, maxOfStream), time, registry);
    }

    private static MediaResponse.Found found(String text) {
        return new MediaResponse.Found(
                "application/vnd.apple.mpegurl",
                Caching.seconds(1),
                ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)),
                Duration.ZERO);
    }

    @AfterEach
    void close() {
        tokens.close();
    }

    private CompletableFuture<MediaResponse> ask(StreamId streamId, String file, Asker asker) {
        var path = MediaPath.parse("/live/" + streamId + "/" + file);
        assertThat(path).isNotNull();
        return new WatchedMedia(viewers, tokens, cookies, request -> answer, registry)
                .get(new MediaRequest(path, HlsQuery.NONE, asker))
                .toCompletableFuture();
    }

    private MediaResponse get(String file, Asker asker) {
        return ask(STREAM, file, asker).join();
    }

    private static Asker with(
            @Nullable String token, @Nullable String session, @Nullable String cmcd) {
        return new Asker("127.0.0.1", token, session, cmcd, null);
    }

    private static Asker viewer(int number) {
        return with(null, COOKIE + number, null);
    }

    private int present() {
        return viewers.present().getOrDefault(STREAM, ViewerSet.NONE).size();
    }

    private ViewerSet only(String session) {
        return ViewerSet.of(List.of(ViewerSet.viewer(session)));
    }

    @ParameterizedTest
    @CsvSource({
        "index.m3u8,          true",
        "manifest.mpd,        true",
        "ts/index.m3u8,       true",
        "source/index.m3u8,   true",
        "ts/source/index.m3u8,true",
        "source/5.m4s,        false",
        "source/5.1.m4s,      false",
        "source/init-0.mp4,   false",
        "keys/1,              false",
        "poster.jpg,          false"
    })
    void whoHasNoSessionGetsOneWithAPlaylist(String file, boolean greeted) {
        assertThat(get(file, with(null, null, null)) instanceof MediaResponse.Personal)
                .isEqualTo(greeted);
        assertThat(present()).as("nobody counts who may not come back").isZero();
        assertThat(get(file, viewer(1))).isInstanceOf(MediaResponse.Found.class);
        assertThat(present())
                .isEqualTo(file.equals("poster.jpg") || file.startsWith("keys") ? 0 : 1);
    }

    @Test
    void sessionsAreNeverTheSame() {
        var first = (MediaResponse.Personal) get(PLAYLIST, with(null, null, null));
        var second = (MediaResponse.Personal) get(PLAYLIST, with(null, null, "br=100"));
        assertThat(first.session()).isNotEqualTo(second.session()).matches("[A-Za-z0-9_-]{22}");
        assertThat(registry.get("headwater.audience.greeted").counter().count()).isEqualTo(2);
    }

    @Test
    void cookiesCanBeOff() {
        cookies = false;
        assertThat(get(PLAYLIST, with(null, null, null))).isInstanceOf(MediaResponse.Found.class);
    }

    @Test
    void errorsGreetNobodyAndCountNobody() {
        answer =
                CompletableFuture.completedStage(
                        new MediaResponse.NotFound("nothing", Caching.seconds(1)));
        assertThat(get(PLAYLIST, with(null, null, null)))
                .isInstanceOf(MediaResponse.NotFound.class);
        get(PLAYLIST, viewer(1));
        assertThat(present()).isZero();
    }

    @Test
    void aValidTokenComesBeforeTheCookieAndThatBeforeCmcd() {
        var issuer = new TestTokens("k1");
        facts.on("key/k1", issuer.fact());
        var token = issuer.token(STREAM, "t1", time.instant());
        assertThat(tokens.check(token, STREAM).join()).isInstanceOf(Verdict.Valid.class);
        get(SEGMENT, with(token, COOKIE, "sid=\"c\""));
        assertThat(viewers.present().get(STREAM)).isEqualTo(only("t1"));

        viewers = viewers(100, 100);
        get(SEGMENT, with("bad", COOKIE, "sid=\"c\""));
        assertThat(viewers.present().get(STREAM)).isEqualTo(only(COOKIE));

        viewers = viewers(100, 100);
        get(SEGMENT, with(null, null, "sid=\"c\""));
        assertThat(viewers.present().get(STREAM)).isEqualTo(only("c"));

        viewers = viewers(100, 100);
        var other = new StreamId("other00000000000");
        ask(other, SEGMENT, with(token, null, null)).join();
        assertThat(viewers.present()).as("the token is for another stream").isEmpty();
    }

    @Test
    void whoIsSilentForTooLongHasGone() {
        get(SEGMENT, viewer(1));
        get(SEGMENT, viewer(1));
        time.pass(Duration.ofSeconds(3));
        get(SEGMENT, viewer(2));
        assertThat(present()).isEqualTo(2);
        time.pass(Duration.ofSeconds(3));
        assertThat(present()).isEqualTo(1);
        time.pass(Duration.ofSeconds(3));
        assertThat(viewers.present()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "source/index.m3u8, '#EXTM3U\n#EXT-X-TARGETDURATION:2\n', 6",
        "source/index.m3u8, '#EXTM3U\n#EXT-X-TARGETDURATION:10\n', 20",
        "source/index.m3u8, '#EXTM3U\n#EXT-X-TARGETDURATION:9999\n', 120",
        "manifest.mpd, '<MPD maxSegmentDuration=\"PT4.004S\">', 10"
    })
    void longSegmentsMeanLongSilences(String file, String text, int seconds) {
        answer = CompletableFuture.completedStage(found(text));
        get(file, viewer(1));
        get(file, viewer(1));
        time.pass(Duration.ofSeconds(seconds).minusMillis(1));
        assertThat(present()).isEqualTo(1);
        time.pass(Duration.ofMillis(1));
        assertThat(present()).isZero();
    }

    @Test
    void whoseRequestIsHeldIsThere() {
        get(PLAYLIST, viewer(1));
        var held = new CompletableFuture<MediaResponse>();
        answer = held;
        var video = ask(STREAM, PLAYLIST, viewer(1));
        time.pass(Duration.ofMinutes(1));
        assertThat(present()).isEqualTo(1);
        held.complete(found("#EXTM3U\n"));
        video.join();
        time.pass(Duration.ofSeconds(5));
        assertThat(present()).isEqualTo(1);
        time.pass(Duration.ofSeconds(1));
        assertThat(present()).isZero();
    }

    @Test
    void aFailureUnderWayIsAnEndToo() {
        get(PLAYLIST, viewer(1));
        answer = CompletableFuture.failedStage(new IllegalStateException("broken"));
        assertThat(ask(STREAM, PLAYLIST, viewer(1))).isCompletedExceptionally();
        time.pass(Duration.ofSeconds(6));
        assertThat(present()).isZero();
    }

    @Test
    void moreThanTheLimitAreServedButNotToldApart() {
        viewers = viewers(5, 3);
        for (int i = 0; i < 10; i++) {
            assertThat(get(SEGMENT, viewer(i))).isInstanceOf(MediaResponse.Found.class);
        }
        assertThat(present()).isEqualTo(3);
        var other = new StreamId("other00000000000");
        for (int i = 0; i < 10; i++) {
            ask(other, SEGMENT, viewer(i)).join();
        }
        assertThat(viewers.present().get(other).size()).isEqualTo(2);
        assertThat(registry.get("headwater.audience.uncounted").counter().count()).isEqualTo(15);
        time.pass(Duration.ofSeconds(6));
        assertThat(viewers.present()).isEmpty();
        get(SEGMENT, viewer(11));
        assertThat(present()).as("there is room again").isEqualTo(1);
    }
}
