package tv.headwater.gateway.steering;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpCookie;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;

class PlaybackTokensTest {

    private static final String TOKEN = token("{\"alg\":\"ES256\",\"typ\":\"play+jwt\"}");
    private static final String OTHER = TOKEN + "2";
    private static final String ACCESS = token("{\"alg\":\"ES256\",\"typ\":\"at+jwt\"}");

    private static String token(String header) {
        var bytes = header.getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + ".e30.c2ln";
    }

    private static MockServerHttpRequest.BaseBuilder<?> request() {
        return MockServerHttpRequest.get("/live/abcdefgh12345678/index.m3u8");
    }

    @Test
    void standInAHeaderOrACookie() {
        assertThat(PlaybackTokens.of(request().header("Authorization", "bearer " + TOKEN).build()))
                .isEqualTo(TOKEN);
        assertThat(PlaybackTokens.of(request().cookie(new HttpCookie("hw_play", TOKEN)).build()))
                .isEqualTo(TOKEN);
        assertThat(
                        PlaybackTokens.of(
                                request()
                                        .header("Authorization", "Bearer " + TOKEN)
                                        .cookie(new HttpCookie("hw_play", OTHER))
                                        .build()))
                .isEqualTo(TOKEN);
        assertThat(
                        PlaybackTokens.of(
                                request()
                                        .header("Authorization", "Bearer " + ACCESS)
                                        .cookie(new HttpCookie("hw_play", OTHER))
                                        .build()))
                .as("what is for the API is not for media")
                .isEqualTo(OTHER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Basic YTpi",
                "Bearer ",
                "Bearer abc",
                "Bearer .e30.x",
                "Bearer !.e30.x",
                "Bearer bm90IGpzb24.e30.x",
                "Bearer e30.e30.x",
                "Bearer W10.e30.x"
            })
    void areNothingElse(String authorization) {
        var request = request().header("Authorization", authorization).build();
        assertThat(PlaybackTokens.of(request)).isNull();
    }

    @Test
    void haveALengthThatIsPossible() {
        var long_ = TOKEN + "a".repeat(1_024);
        assertThat(PlaybackTokens.of(request().header("Authorization", "Bearer " + long_).build()))
                .isNull();
    }
}
