package tv.headwater.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who asks closes an idle connection before who answers does: else a request can meet the close and is lost. */
class IdleConnectionsTest {

    private static final String GATEWAY =
            "spring.cloud.gateway.server.webflux.httpclient.pool.max-idle-time";

    /** Of the JDK's client, which services ask each other with. */
    private static final Duration JDK = Duration.ofSeconds(30);

    @ParameterizedTest
    @CsvSource({
        "metadata-service, server.tomcat.keep-alive-timeout",
        "chat-service, server.tomcat.keep-alive-timeout",
        "packager-service, headwater.http.limits.idle-timeout",
        "edge-service, headwater.http.limits.idle-timeout"
    })
    void whoAsksClosesFirst(String service, String key) {
        var answers = duration(service, key);

        assertThat(answers).isGreaterThan(duration("gateway", GATEWAY).plusSeconds(5));
        assertThat(answers).isGreaterThan(JDK.plusSeconds(5));
    }

    private static Duration duration(String service, String key) {
        var settings = ServiceSettings.of(service);
        assertThat(settings.defaults()).containsKey(key);
        return Duration.parse("PT" + settings.value(key));
    }
}
