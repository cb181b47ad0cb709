package tv.headwater.gateway.front;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/?",
                "/api/v1/live-streams",
                "/api/v1/live-streams/?q=a%20b&cursor=x/y?z",
                "/live/abcdefgh12345678/source/1.2.m4s?_HLS_msn=1",
                "/.well-known/jwks.json",
                "/a.b/..c/d..",
                "/~a_b-c"
            })
    void takesThePlainForm(String target) {
        assertThat(RequestTarget.isPlain(target)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "?",
                "api",
                "//",
                "//evil/api/v1",
                "/api//v1",
                "/api/./v1",
                "/api/../internal",
                "/api/..",
                "/.",
                "/..",
                "/./",
                "/api/%2e%2e/internal",
                "/api%2finternal",
                "/%69nternal",
                "/api/%00",
                "/api;x=/../internal",
                "/api/v1;a",
                "/api\\..\\internal",
                "/api/\u0000",
                "/api/\u00e4",
                "/a b",
                "/api/v1#x",
                "http://evil/api/v1",
                "/?a=%",
                "/?a=%2",
                "/?a=%zz",
                "/?a=%\uff11\uff11",
                "/?a={b}",
                "/?a=\u0001",
                "/?a|b"
            })
    void refusesEveryOther(String target) {
        assertThat(RequestTarget.isPlain(target)).isFalse();
    }
}
