package tv.headwater.contract.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenedPathTest {

    @Test
    void aTokenStandsBeforeTheMediaPath() {
        var path = TokenedPath.of("/t/eyJh.b-_c.D0/live/abcdefgh01234567/index.m3u8");

        assertThat(path.token()).isEqualTo("eyJh.b-_c.D0");
        assertThat(path.path()).isEqualTo("/live/abcdefgh01234567/index.m3u8");
        assertThat(TokenedPath.of(TokenedPath.prefix("abc") + path.path()))
                .isEqualTo(new TokenedPath("abc", path.path()));
        assertThat(path.toString()).doesNotContain("eyJh");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/live/abcdefgh01234567/index.m3u8",
                "/t/",
                "/t/abc",
                "/t//live/abcdefgh01234567/index.m3u8",
                "/t/a%2eb/live/abcdefgh01234567/index.m3u8",
                "/T/abc/live/abcdefgh01234567/index.m3u8",
                "/t/a b/live/x"
            })
    void anythingElseStaysAsItIs(String path) {
        assertThat(TokenedPath.of(path)).isEqualTo(new TokenedPath(null, path));
    }

    @Test
    void aTokenIsOfBoundedLength() {
        assertThat(TokenedPath.isPossible("a".repeat(PlaybackToken.MAX_LENGTH))).isTrue();
        assertThat(TokenedPath.isPossible("a".repeat(PlaybackToken.MAX_LENGTH + 1))).isFalse();
    }
}
