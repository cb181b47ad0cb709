package tv.headwater.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** Starting where Kafka is away, or where the configuration is not right. */
class WithoutKafkaTest {

    @Test
    void servesPagesAndIsNotReady() throws IOException {
        int nobody;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        try (var gateway =
                new RunningGateway("--headwater.kafka.bootstrap-servers=127.0.0.1:" + nobody)) {
            assertThat(gateway.get("/").status()).isEqualTo(200);
            assertThat(gateway.get("/api/v1/x").status()).isEqualTo(503);
            var readiness =
                    RunningGateway.send(
                            gateway.managementPort(),
                            "GET",
                            "/actuator/health/readiness",
                            new byte[0]);
            assertThat(readiness.status()).isEqualTo(503);
        }
    }

    @Test
    void needsBothUpstreams() {
        assertThatThrownBy(() -> new RunningGateway("--headwater.kafka.bootstrap-servers="))
                .rootCause()
                .hasMessageContaining("headwater.upstreams.edge must be given");
    }

    @Test
    void knowsItsKeys() {
        assertThatThrownBy(() -> new RunningGateway("--headwater.upstreams.egde=http://a"))
                .rootCause()
                .hasMessageContaining("egde");
    }

    @Test
    void doesNotLetConfigurationBreakThePolicyOfThePages() {
        assertThatThrownBy(() ->
                        new RunningGateway("--headwater.pages.connect-sources=wss:; script-src *"))
                .rootCause()
                .hasMessageContaining("is neither a scheme nor an origin");
    }
}
