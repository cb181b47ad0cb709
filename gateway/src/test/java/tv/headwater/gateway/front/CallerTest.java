package tv.headwater.gateway.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;

class CallerTest {

    private static final TrustedProxies PROXIES =
            new TrustedProxies(List.of("10.0.0.0/8", "192.0.2.7", "fd00::/8"));

    private static MockServerHttpRequest.BaseBuilder<?> from(String address) {
        return MockServerHttpRequest.get("/").remoteAddress(new InetSocketAddress(address, 40_000));
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, 80",
        "example.com:8080, 8080",
        "127.0.0.1:1, 1",
        "[::1]:8080, 8080",
        "[::1], 80"
    })
    void isKnownByTheHostItNames(String host, int port) {
        var caller = Caller.of(from("203.0.113.9").header("Host", host).build(), PROXIES);
        assertThat(caller).isEqualTo(new Caller(host, "http", port, "203.0.113.9"));
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, example.com",
        "example.com:8080, example.com",
        "[::1]:8080, [::1]",
        "[2001:db8::1], [2001:db8::1]"
    })
    void hasAHostNameWithoutPort(String host, String name) {
        assertThat(new Caller(host, "http", 80, "203.0.113.9").hostName()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, http, 80, http://example.com",
        "example.com:8080, http, 8080, http://example.com:8080",
        "example.com, https, 443, https://example.com",
        "example.com, https, 80, https://example.com:80",
        "[::1]:8080, http, 8080, http://[::1]:8080"
    })
    void hasAnOrigin(String host, String scheme, int port, String origin) {
        assertThat(new Caller(host, scheme, port, "203.0.113.9").origin()).isEqualTo(origin);
    }

    @ParameterizedTest
    @CsvSource({
        "http://example.com:8080, true",
        "https://EXAMPLE.com:8080, true",
        "http://example.com, false",
        "http://example.com:8080.evil, false",
        "http://evil/://example.com:8080, false",
        "null, false",
        "'', false"
    })
    void knowsPagesOfItsOwn(String origin, boolean own) {
        var caller = new Caller("example.com:8080", "http", 8080, "203.0.113.9");
        assertThat(caller.isFrom(origin)).isEqualTo(own);
        var forwarded = new Caller("example.com", "https", 8443, "203.0.113.9");
        assertThat(forwarded.isFrom("https://example.com:8443")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "a b", "a/b", "a@b", "a:", "a:x", "a:0", "a:65536", "a:99999", "[::1", "a\"b",
                "ä"
            })
    void mustNameAHost(String host) {
        assertThat(Caller.of(from("203.0.113.9").header("Host", host).build(), PROXIES)).isNull();
    }

    @Test
    void mustNameOneHost() {
        assertThat(Caller.of(from("203.0.113.9").build(), PROXIES)).isNull();
        assertThat(Caller.of(from("203.0.113.9").header("Host", "a", "b").build(), PROXIES))
                .isNull();
    }

    @Test
    void isNotBelievedWhatAProxySays() {
        var request =
                from("203.0.113.9")
                        .header("Host", "example.com")
                        .header("X-Forwarded-Host", "evil")
                        .header("X-Forwarded-Proto", "https")
                        .header("X-Forwarded-Port", "1")
                        .header("X-Forwarded-For", "198.51.100.1")
                        .build();
        assertThat(Caller.of(request, PROXIES))
                .isEqualTo(new Caller("example.com", "http", 80, "203.0.113.9"));
    }

    @Test
    void isWhomATrustedProxyNames() {
        var request =
                from("10.1.2.3")
                        .header("Host", "inner:8080")
                        .header("X-Forwarded-Host", "live.example.com")
                        .header("X-Forwarded-Proto", "https")
                        .header("X-Forwarded-For", "1.2.3.4, 198.51.100.1, 192.0.2.7")
                        .build();
        assertThat(Caller.of(request, PROXIES))
                .isEqualTo(new Caller("live.example.com", "https", 443, "198.51.100.1"));
    }

    @Test
    void isTheProxyWhereTheChainIsNoAddress() {
        var request =
                from("fd00::1").header("Host", "a").header("X-Forwarded-For", "unknown").build();
        assertThat(Caller.of(request, PROXIES).address()).isEqualTo("fd00:0:0:0:0:0:0:1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy.example.com", "10.0.0.0/33", "10.0.0.0/x", ""})
    void trustsAddressesOnly(String range) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TrustedProxies(List.of(range)))
                .withMessageContaining("'" + range + "' is no address or CIDR range");
    }
}
