package tv.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tv.headwater.e2e.cluster.Api;
import tv.headwater.e2e.cluster.Api.CreatedStream;
import tv.headwater.e2e.media.MediaPlaylist;

/** A signed stream plays for those who have a token for it, and gives nobody else a byte, cached or not. */
@Order(9)
@ExtendWith(StudioExtension.class)
class SignedPlaybackTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    /** The shortest life a token may have. */
    private static final int SHORT_SECONDS = 30;

    private static final Pattern ROOM =
            Pattern.compile(".*/live-streams/\\w+(/(chat-tickets|messages(/heat-map)?(\\?.*)?))?");

    private final Studio studio;
    private final Api api;
    private Admitting signed;
    private Admitting linked;

    SignedPlaybackTest(Studio studio) {
        this.studio = studio;
        this.api = studio.cluster().admin();
    }

    /** How a token may travel. */
    private enum Way {
        PATH,
        BEARER,
        COOKIE
    }

    private record Token(String id, String text, URI hlsUrl, Instant expiresAt) {}

    /** A signed stream, with a token of the shortest life. */
    private record Admitting(CreatedStream stream, Token brief) {}

    /** Both of their short lives pass meanwhile. */
    @BeforeAll
    void create() {
        signed = admitting(Map.of("title", "Signed", "latencyMode", "standard"));
        linked = admitting(Map.of("title", "Linked"));
    }

    private Admitting admitting(Map<String, Object> wish) {
        var spec = new HashMap<>(wish);
        spec.putAll(Map.of("playbackPolicy", "signed", "ladder", "source"));
        var stream = api.createStream(spec);
        return new Admitting(stream, token(stream.id(), Map.of("expiresIn", SHORT_SECONDS)));
    }

    private Token token(String streamId, Map<String, ?> wish) {
        var answer = api.post("/api/v1/live-streams/" + streamId + "/playback-tokens", wish);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(201);
        return new Token(
                answer.json().path("tokenId").asString(),
                studio.cluster().secrets().keep(answer.json().path("token").asString()),
                URI.create(answer.json().path("hlsUrl").asString()),
                Instant.parse(answer.json().path("expiresAt").asString()));
    }

    private HttpResponse<byte[]> get(URI server, String path, Way way, String token) {
        var request =
                HttpRequest.newBuilder(
                                server.resolve(way == Way.PATH ? "/t/" + token + path : path))
                        .timeout(Duration.ofSeconds(10));
        if (way == Way.BEARER) {
            request.header("Authorization", "Bearer " + token);
        } else if (way == Way.COOKIE) {
            request.header("Cookie", "hw_play=" + token);
        }
        return send(request);
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) {
        try {
            return studio.cluster()
                    .http()
                    .send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private List<URI> servers() {
        return List.of(studio.cluster().gatewayUrl(), studio.cluster().edgeUrl());
    }

    private String playlist(String streamId, Token token) {
        var answer = get(studio.cluster().edgeUrl(), path(streamId), Way.PATH, token.text());
        return answer.statusCode() == 200 ? new String(answer.body(), StandardCharsets.UTF_8) : "";
    }

    @Test
    void tokensDecide() throws Exception {
        var stream = signed.stream();
        var other = api.createStream(Map.of("title", "Another", "playbackPolicy", "signed"));
        var token = token(stream.id(), Map.of("viewerId", "ann"));
        var revoked = token(stream.id(), Map.of());
        var foreign = token(other.id(), Map.of());
        try (var publisher = SteadyStream.publish(studio, stream)) {
            await("two segments for who has a token")
                    .atMost(Duration.ofMinutes(1))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> segments(stream.id(), token) >= 2);
            var paths = paths(stream.id(), token);
            for (var path : paths) {
                everyWayIsIn(path, token);
            }

            revoke(stream.id(), revoked, paths.getLast());
            var forged = forged(token.text());
            var apiToken = studio.cluster().secrets().keep(api.token());
            for (var path : paths) {
                refused(path, "", 401);
                refused(path, "a.b.c", 401);
                refused(path, forged, 401);
                refused(path, apiToken, 401);
                refused(path, revoked.text(), 401);
                refused(path, foreign.text(), 403);
                assertThat(
                                get(studio.cluster().edgeUrl(), path, Way.PATH, token.text())
                                        .statusCode())
                        .as("the right token goes on")
                        .isEqualTo(200);
            }

            awaitOver(signed.brief(), paths.getLast());
            publisher.stop();
        }
        ends(stream.id(), token);
        assertThat(studio.ffmpeg().packets(token.hlsUrl())).as("ffmpeg plays it").isNotEmpty();
        everybodyIsOut(stream.id(), token);
    }

    @Test
    void linksOpenThePage() {
        studio.cluster().startChats();
        var stream = linked.stream();
        var other = api.createStream(Map.of("title", "Not linked", "playbackPolicy", "signed"));
        var token = token(stream.id(), Map.of());
        var foreign = token(other.id(), Map.of());
        try (var _ = SteadyStream.publish(studio, stream);
                var chromium = Chromium.open()) {
            await("two segments for who has a token")
                    .atMost(Duration.ofMinutes(1))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> segments(stream.id(), token) >= 2);
            var path = "/watch/" + stream.id();
            assertTells(chromium, path, "This stream needs a link");
            assertTells(
                    chromium, path + "#token=" + foreign.text(), "This link is for another stream");
            awaitOver(linked.brief(), path(stream.id()));
            assertTells(
                    chromium,
                    path + "#token=" + linked.brief().text(),
                    "This link is no longer valid");

            var visit = visit(chromium, path + "#token=" + token.text(), _ -> false);
            var page = visit.page();
            awaitPlaying(page);
            assertThat(page.url())
                    .isEqualTo(studio.cluster().gatewayUrl().resolve(path).toString());
            RoomPanel.enter(page, "Ann");
            RoomPanel.say(page, "by the link");
            awaitSaid(page);
            page.reload();
            awaitPlaying(page);
            assertThat(page.url()).doesNotContain("token");
            awaitSaid(page);
            RoomPanel.awaitEntered(page);
            visit.assertNoTrouble();

            revokeAll(stream.id());
            var state = page.locator("#room .room-state");
            Chromium.within(
                    "the room is closed to them",
                    () ->
                            state.innerText()
                                    .startsWith("This chat is for people with a valid link"));
        }
    }

    private void awaitOver(Token brief, String path) {
        await("a token's time is over")
                .atMost(Duration.ofSeconds(SHORT_SECONDS + 15))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> isRefused(path, brief.text()));
        assertThat(Instant.now()).isAfter(brief.expiresAt());
    }

    private static void awaitSaid(Page page) {
        Chromium.within(
                "the room tells what was said",
                () -> RoomPanel.texts(page).contains("by the link"));
    }

    /** In a browser that has no cookie yet. */
    private Visit visit(Chromium chromium, String path, Predicate<Response> expected) {
        var url = studio.cluster().gatewayUrl().resolve(path).toString();
        return Visit.open(chromium.browser().newContext(), url, expected);
    }

    /** Rooms of signed streams are for accounts and who has a link; who has none is told of no stream. */
    private static boolean isRoom(Response response) {
        return List.of(401, 403, 404).contains(response.status())
                && ROOM.matcher(response.url()).matches();
    }

    private void assertTells(Chromium chromium, String path, String notice) {
        var page = visit(chromium, path, SignedPlaybackTest::isRoom).page();
        var title = page.locator("#notice-title");
        Chromium.within(
                "the page says " + notice,
                () -> title.isVisible() && title.innerText().equals(notice));
        assertThat(page.url()).doesNotContain("token");
        assertThat(Chromium.position(page)).isZero();
        page.context().close();
    }

    private static void awaitPlaying(Page page) {
        Chromium.within("it plays", () -> Chromium.position(page) > 0);
        double start = Chromium.position(page);
        Chromium.within("it plays on", () -> Chromium.position(page) > start + 2);
    }

    private static String path(String streamId) {
        return "/live/" + streamId + "/source/index.m3u8";
    }

    private long segments(String streamId, Token token) {
        var text = playlist(streamId, token);
        return text.isEmpty() ? 0 : MediaPlaylist.parse(text).nextMsn();
    }

    /** One of each kind, of which the last is a segment. */
    private List<String> paths(String streamId, Token token) {
        var stream = "/live/" + streamId;
        var text = playlist(streamId, token);
        var init = text.replaceAll("(?s).*#EXT-X-MAP:URI=\"([^\"]+)\".*", "$1");
        var segment = text.lines().filter(line -> line.endsWith(".m4s")).findFirst().orElseThrow();
        return List.of(
                stream + "/index.m3u8",
                stream + "/manifest.mpd",
                stream + "/source/index.m3u8",
                stream + "/ts/source/index.m3u8",
                stream + "/source/" + init,
                stream + "/source/" + segment);
    }

    private void everyWayIsIn(String path, Token token) {
        for (var server : servers()) {
            for (var way : Way.values()) {
                var answer = get(server, path, way, token.text());
                assertThat(answer.statusCode())
                        .as("%s at %s by %s", path, server, way)
                        .isIn(200, 307);
                assertThat(answer.headers().firstValue("Cache-Control").orElse(""))
                        .as("%s at %s by %s is for no shared cache", path, server, way)
                        .doesNotContain("public");
            }
        }
    }

    private void revoke(String streamId, Token token, String path) {
        assertThat(isRefused(path, token.text())).isFalse();
        var answer =
                api.delete("/api/v1/live-streams/" + streamId + "/playback-tokens/" + token.id());
        assertThat(answer.status()).isEqualTo(204);
        await("a revoked token is refused")
                .atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> isRefused(path, token.text()));
    }

    private void revokeAll(String streamId) {
        assertThat(api.delete("/api/v1/live-streams/" + streamId + "/playback-tokens").status())
                .isEqualTo(204);
    }

    private boolean isRefused(String path, String token) {
        return get(studio.cluster().edgeUrl(), path, Way.BEARER, token).statusCode() == 401;
    }

    private void refused(String path, String token, int status) {
        for (var server : servers()) {
            for (var way : Way.values()) {
                if (token.isEmpty() && way == Way.PATH) {
                    continue;
                }
                var answer = get(server, path, way, token);
                if (answer.statusCode() == 307) {
                    // Only the edge that it points at decides.
                    assertThat(path).endsWith(".mpd");
                    assertThat(answer.body()).isEmpty();
                    continue;
                }
                assertThat(answer.statusCode())
                        .as("%s at %s by %s", path, server, way)
                        .isEqualTo(status);
                assertThat(answer.body().length).isLessThan(300);
                assertThat(new String(answer.body(), StandardCharsets.ISO_8859_1))
                        .doesNotContain("#EXTM3U", "ftyp", "moof", "<MPD");
                assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
            }
        }
    }

    /** Another claim under the same signature. */
    private static String forged(String token) {
        var parts = token.split("\\.", -1);
        var claims = parts[1];
        char last = claims.charAt(claims.length() - 2);
        return parts[0]
                + "."
                + claims.substring(0, claims.length() - 2)
                + (last == 'A' ? 'B' : 'A')
                + claims.charAt(claims.length() - 1)
                + "."
                + parts[2];
    }

    private void ends(String streamId, Token token) {
        Studio.awaitStatus(api, streamId, "reconnecting", "idle");
        assertThat(api.post("/api/v1/live-streams/" + streamId + "/complete").status())
                .isBetween(200, 204);
        await("the playlist ends")
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> playlist(streamId, token).contains("#EXT-X-ENDLIST"));
    }

    private void everybodyIsOut(String streamId, Token token) {
        var path = path(streamId);
        revokeAll(streamId);
        await("all of a stream's tokens are refused")
                .atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> isRefused(path, token.text()));
        var later = token(streamId, Map.of());
        await("a later one is not")
                .atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> !isRefused(path, later.text()));
    }
}
