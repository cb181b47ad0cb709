package tv.headwater.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicUrlTest {

    private static PublicUrl url(String template) {
        return PublicUrl.of(template, "live.example.com");
    }

    @ParameterizedTest
    @CsvSource({
        "http://{host}:8090, live.example.com, http://live.example.com:8090/live/x",
        "http://{host}:8090, 127.0.0.1, http://127.0.0.1:8090/live/x",
        "http://{host}:8090/, [2001:db8::1], http://[2001:db8::1]:8090/live/x",
        "https://edge-1.example.com, a, https://edge-1.example.com/live/x",
        "https://cdn.example.com/eu/edge-1/, a, https://cdn.example.com/eu/edge-1/live/x",
        "http://[::1]:80, a, http://[::1]:80/live/x"
    })
    void isWhatTheTemplateSaysForTheHostAskedFor(String template, String host, String url) {
        assertThat(PublicUrl.of(template, host).at("/live/x")).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "edge-1",
                "ftp://edge-1",
                "http://",
                "http://a:0",
                "http://a:70000",
                "http://a:b",
                "http://{edge}:8090",
                "http://x.{host}",
                "http://user@a",
                "http://a/?b",
                "http://a/#b",
                "http://a/\"b",
                "http://a//b",
                "http://a b",
                "http://a; script-src *"
            })
    void isNothingElse(String template) {
        assertThat(url(template)).isNull();
    }

    @Test
    void isNotForPagesThatCameByTlsUnlessItHasTlsToo() {
        assertThat(url("http://a").isOpenTo("http")).isTrue();
        assertThat(url("http://a").isOpenTo("https")).isFalse();
        assertThat(url("https://a").isOpenTo("http")).isTrue();
        assertThat(url("https://a").isOpenTo("https")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "https://b, true",
        "https://b/, true",
        "http://b, false",
        "https://b:8443, false",
        "https://b/x, false"
    })
    void differsByItsHostOrByMore(String other, boolean byHost) {
        assertThat(url("https://a").differsByHost(url(other))).isEqualTo(byHost);
    }
}
