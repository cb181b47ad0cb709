package tv.headwater.gateway.front;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AreaTest {

    @ParameterizedTest
    @CsvSource({
        "/api/v1/live-streams, API",
        "/api/v1/openapi, API",
        "/api/documents, API",
        "/.well-known/jwks.json, API",
        "/api/docs, DOCS",
        "/api/swagger-ui/index.html, DOCS",
        "/api/swagger-ui.html, DOCS",
        "/live/abcdefgh12345678/index.m3u8, LIVE",
        "/live/abcdefgh12345678/source/17.m4s, LIVE",
        "/live/abcdefgh12345678/poster.jpg, LIVE",
        "/live/abcdefgh12345678/manifest.mpd, LIVE",
        "/live/abcdefgh12345678/ts/index.m3u8, LIVE",
        "/steer/abcdefgh12345678, STEER",
        "/chat/abcdefgh12345678, CHAT",
        "/api/v1/live-streams/abcdefgh12345678/messages, CHAT_API",
        "/api/v1/live-streams/abcdefgh12345678/messages/heat-map, CHAT_API",
        "/api/v1/live-streams/abcdefgh12345678/polls/x/close, CHAT_API",
        "/api/v1/live-streams/abcdefgh12345678/chat-settings, CHAT_API",
        "/api/v1/live-streams/abcdefgh12345678/pollsters, API",
        "/api/v1/openapi/chat, CHAT_API",
        "/, PAGES",
        "/watch/abcdefgh12345678, PAGES",
        "/studio, PAGES",
        "/studio/abcdefgh12345678, PAGES",
        "/admin, PAGES",
        "/embed/abcdefgh12345678, EMBED",
        "/assets/watch-C81A2_4S.js, PAGES",
        "/favicon.ico, PAGES",
        "/favicon.svg, PAGES",
        "/robots.txt, PAGES"
    })
    void knowsWhatThereIs(String path, Area area) {
        assertThat(Area.of(path)).isEqualTo(area);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/internal/publish-grants",
                "/actuator",
                "/actuator/health",
                "/api",
                "/api/",
                "/apis/v1",
                "/API/v1",
                "/live",
                "/live/",
                "/live/abcdefgh12345678",
                "/live/abcdefgh1234567/index.m3u8",
                "/live/ABCDEFGH12345678/index.m3u8",
                "/live/abcdefgh12345678/source/17.ts",
                "/live/abcdefgh12345678/source/017.m4s",
                "/t/a.b.c/live/abcdefgh12345678/index.m3u8",
                "/steer",
                "/steer/",
                "/steer/abcdefgh1234567",
                "/steer/abcdefgh12345678/",
                "/watch",
                "/watch/",
                "/watch/abcdefgh1234567",
                "/watch/abcdefgh12345678/",
                "/watch/ABCDEFGH12345678",
                "/embed/abcdefgh1234567",
                "/embed/abcdefgh12345678/x",
                "/assets/",
                "/assets/a",
                "/assets/a/b.js",
                "/assets/.env",
                "/index.html",
                "/watch.html",
                "/studio/",
                "/studio/abcdefgh1234567",
                "/admin/x",
                "/gateway.yml",
                "/.well-known/",
                "/.well-known/openid-configuration",
                "/.git/config",
                "/chat/abcdefgh12345678/x",
                RequestTarget.NOWHERE
            })
    void knowsWhatThereIsNot(String path) {
        assertThat(Area.of(path)).isNull();
    }
}
