package tv.headwater.mediahttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who asks, and what is said to whom: tokens, sessions, CMCD, and CORS with them. */
class AskersTest {

    private static final String PLAYLIST = "/live/abcdefgh01234567/source/index.m3u8";
    private static final String SESSION = "0123456789abcdef";

    private final FakeResources resources = new FakeResources();
    private final MediaServer server =
            new MediaServer(
                    "127.0.0.1",
                    0,
                    MediaHttpLimits.defaults(),
                    resources,
                    new SimpleMeterRegistry());

    @BeforeEach
    void start() {
        resources.put(PLAYLIST, FakeResources.playlist("#EXTM3U\n", Duration.ZERO));
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Asker asker(String target, String... headers) throws IOException {
        try (var client = new RawClient(server.port())) {
            assertThat(client.get(target, headers).text()).isEqualTo("#EXTM3U\n");
            var request = resources.asked.getLast();
            assertThat(request.path().path()).isEqualTo(PLAYLIST);
            return request.asker();
        }
    }

    @Test
    void theTokenBeforeThePathComesFirst() throws IOException {
        var cookie = "Cookie: a=b; hw_play=c.d.e; hw_view=" + SESSION;
        var bearer = "authorization: bearer f.g.h";

        assertThat(asker("/t/x.y.z" + PLAYLIST, bearer, cookie).token()).isEqualTo("x.y.z");
        assertThat(asker(PLAYLIST, bearer, cookie).token()).isEqualTo("f.g.h");
        assertThat(asker(PLAYLIST, cookie).token()).isEqualTo("c.d.e");
        assertThat(asker(PLAYLIST).token()).isNull();
        assertThat(asker(PLAYLIST, "Cookie: not_hw_play=c.d.e").token()).isNull();
        assertThat(asker(PLAYLIST, "Authorization: Basic YTpi").token()).isNull();
        assertThat(asker(PLAYLIST, cookie).toString()).doesNotContain("c.d.e", SESSION);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hw_view=",
                "hw_view=short",
                "hw_view=0123456789abcde\"",
                "hw_vie=" + SESSION
            })
    void aSessionOfAnotherFormIsNone(String cookie) throws IOException {
        assertThat(asker(PLAYLIST, "Cookie: " + cookie).session()).isNull();
    }

    @Test
    void whoPassedItOnIsSaidInAsManyLinesAsTheyLike() throws IOException {
        assertThat(asker(PLAYLIST, "CDN-Loop: a;x=1", "cdn-loop: b").cdnLoop())
                .isEqualTo("a;x=1,b");
        assertThat(asker(PLAYLIST).cdnLoop()).isNull();
    }

    @Test
    void aSessionIsWhatTheCookieSays() throws IOException {
        assertThat(asker(PLAYLIST, "Cookie: x=y;hw_view=" + SESSION).session()).isEqualTo(SESSION);
    }

    @Test
    void clientDataComesFromTheQueryOrTheHeaders() throws IOException {
        assertThat(asker(PLAYLIST + "?x=1&CMCD=bl%3D2100%2Csid%3D%22a%22").cmcd())
                .isEqualTo("bl=2100,sid=\"a\"");
        assertThat(asker(PLAYLIST, "CMCD-Session: sid=\"a\"", "CMCD-Status: bs").cmcd())
                .isEqualTo("sid=\"a\",bs");
        assertThat(asker(PLAYLIST + "?CMCD=%zz").cmcd()).isNull();
        assertThat(asker(PLAYLIST).cmcd()).isNull();
    }

    @Test
    void aViewerIsGreetedWithASessionThatNoSharedCacheKeeps() throws IOException {
        var found = FakeResources.playlist("#EXTM3U\n", Duration.ZERO);
        resources.put(PLAYLIST, new MediaResponse.Personal(found, SESSION));
        try (var client = new RawClient(server.port())) {
            var reply = client.get(PLAYLIST);
            assertThat(reply.text()).isEqualTo("#EXTM3U\n");
            assertThat(reply.header("Set-Cookie"))
                    .isEqualTo("hw_view=" + SESSION + "; Path=/; HttpOnly; SameSite=Lax");
            assertThat(reply.header("Cache-Control")).isEqualTo("private, max-age=1");
            assertThat(client.get(PLAYLIST, "X-Forwarded-Proto: https").header("Set-Cookie"))
                    .endsWith("; SameSite=None; Secure");

            resources.put(PLAYLIST, new MediaResponse.Personal(found, null));
            var known = client.get(PLAYLIST);
            assertThat(known.header("Set-Cookie")).isNull();
            assertThat(known.header("Cache-Control")).isEqualTo("private, max-age=1");
            resources.put(PLAYLIST, found);
            assertThat(client.get(PLAYLIST).header("Cache-Control"))
                    .as("the head that is kept is everybody's")
                    .isEqualTo("public, max-age=1");
        }
    }

    @Test
    void whoMayNotIsTold() throws IOException {
        resources.put(PLAYLIST, new MediaResponse.Unauthorized("a playback token is needed"));
        try (var client = new RawClient(server.port())) {
            var reply = client.get(PLAYLIST);
            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"headwater\"");
            assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
            assertThat(reply.text()).isEqualTo("a playback token is needed\n");
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            textBlock =
                    """
                    http://test:8080,        http://test:8080,  true
                    https://TEST,            https://TEST,      true
                    http://other,            *,                 -
                    http://test.other,       *,                 -
                    http://nottest,          *,                 -
                    null,                    *,                 -
                    http://,                 *,                 -
                    http://test@other,       *,                 -
                    """)
    void cookiesCountForPagesOfTheSameHostAlone(String origin, String allowed, String credentials)
            throws IOException {
        try (var client = new RawClient(server.port())) {
            for (var method : new String[] {"GET", "OPTIONS"}) {
                var reply = client.request(method, PLAYLIST, "Origin: " + origin).reply(true);
                assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo(allowed);
                assertThat(reply.header("Access-Control-Allow-Credentials")).isEqualTo(credentials);
                assertThat(reply.header("Vary")).containsIgnoringCase("origin");
            }
        }
    }
}
