package tv.headwater.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tv.headwater.gateway.RunningGateway.Answer;

/** Few requests at once and then one a second, behind a trusted proxy that names the callers. */
class RateLimitsTest {

    private static final String API = "/api/v1/live-streams";
    private static final String MEDIA = "/live/abcdefgh12345678/source/1.m4s";

    private static FakeUpstream upstream;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws IOException {
        upstream = new FakeUpstream("upstream");
        gateway =
                new RunningGateway(
                        "--headwater.kafka.bootstrap-servers=",
                        "--headwater.upstreams.metadata=" + upstream.address(),
                        "--headwater.upstreams.edge=" + upstream.address(),
                        "--headwater.front.trusted-proxies=127.0.0.1",
                        "--headwater.limits.api-per-address.rate=1",
                        "--headwater.limits.api-per-address.burst=5",
                        "--headwater.limits.api-per-credential.rate=1",
                        "--headwater.limits.api-per-credential.burst=3",
                        "--headwater.limits.media-per-address.rate=1",
                        "--headwater.limits.media-per-address.burst=10",
                        "--headwater.limits.media-per-credential.rate=1",
                        "--headwater.limits.media-per-credential.burst=4");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        upstream.close();
    }

    private static Answer ask(String target, String address, String... headers) throws IOException {
        var all = new ArrayList<>(List.of(headers));
        all.add("X-Forwarded-For: " + address);
        return gateway.get(target, all.toArray(String[]::new));
    }

    /** Asks until it is told that this is too often. */
    private static Answer refusal(String target, String address, String... headers)
            throws IOException {
        for (int i = 0; i < 50; i++) {
            var answer = ask(target, address, headers);
            if (answer.status() != 200) {
                return answer;
            }
        }
        throw new AssertionError("50 requests were let in");
    }

    @Test
    void tellsAnAddressThatItAsksTooOften() throws IOException {
        var refused = refusal(API, "203.0.113.1");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.code()).isEqualTo("rate_limited");
        assertThat(refused.headers())
                .containsEntry("Content-Type", "application/problem+json")
                .containsEntry("Retry-After", "5")
                .doesNotContainKey("Access-Control-Allow-Origin");
        assertThat(ask(API, "203.0.113.2").status()).as("another address").isEqualTo(200);
        assertThat(ask(MEDIA, "203.0.113.1").status()).as("another limit").isEqualTo(200);
        var media = refusal(MEDIA, "203.0.113.1");
        assertThat(media.headers())
                .containsEntry("Retry-After", "10")
                .containsEntry("Access-Control-Allow-Origin", "*");
    }

    @Test
    void countsAnIpv6NetworkAsOne() throws IOException {
        refusal(API, "2001:db8:1:1::1");
        assertThat(refusal(API, "2001:db8:1:1:ffff::7").status()).isEqualTo(429);
        assertThat(ask(API, "2001:db8:1:2::1").status()).isEqualTo(200);
    }

    /** Asks, from another address each time, until it is told that this is too often. */
    private static Answer refusal(String target, String network, IntFunction<String[]> headers)
            throws IOException {
        for (int i = 1; i <= 50; i++) {
            var answer = ask(target, network + i, headers.apply(i));
            if (answer.status() != 200) {
                return answer;
            }
        }
        throw new AssertionError("50 requests were let in");
    }

    @Test
    void countsACredentialWhereverItComesFrom() throws IOException {
        var forms = List.of("Bearer key-1", "bearer key-1", "BEARER   key-1");
        var refused =
                refusal(
                        API,
                        "198.51.100.",
                        i -> new String[] {"Authorization: " + forms.get(i % forms.size())});
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.headers()).containsEntry("Retry-After", "3");
        assertThat(ask(API, "198.51.100.200", "Authorization: Bearer key-2").status())
                .isEqualTo(200);
    }

    @Test
    void countsACookieWhateverIsShownBesideIt() throws IOException {
        var refused =
                refusal(
                        MEDIA,
                        "192.0.2.",
                        i -> new String[] {"Authorization: Basic " + i, "Cookie: hw_play=token-1"});
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.headers()).containsEntry("Retry-After", "4");
        assertThat(ask(MEDIA, "192.0.2.200", "Cookie: hw_play=token-2").status()).isEqualTo(200);
        for (int i = 1; i <= 20; i++) {
            assertThat(ask(MEDIA, "192.0.2." + (100 + i), "Authorization: Basic same").status())
                    .as("no credential")
                    .isEqualTo(200);
        }
    }

    @Test
    void doesNotTakeAProxyForItsCallers() throws IOException {
        for (int i = 0; i < 50; i++) {
            assertThat(gateway.get(API).status()).isEqualTo(200);
            assertThat(gateway.get(MEDIA).status()).isEqualTo(200);
        }
    }

    @Test
    void countsRefusals() throws IOException {
        refusal(API, "203.0.113.9", "Authorization: Bearer secret");
        var metrics =
                RunningGateway.send(
                                gateway.managementPort(),
                                "GET",
                                "/actuator/prometheus",
                                new byte[0])
                        .text();
        assertThat(metrics)
                .containsPattern(
                        "headwater_gateway_rate_limited_total\\{limit=\"api-per-credential\"} [1-9]")
                .contains("headwater_gateway_rate_limited_total{limit=\"media-per-address\"}")
                .doesNotContain("secret");
    }
}
