package tv.headwater.ingest.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tv.headwater.contract.event.SessionEndReason;
import tv.headwater.tls.TlsPort;

/** RTMP over TLS beside RTMP without. */
class RtmpsTest {

    private static final String KEY = FakePublications.KEY;

    @TempDir private Path files;

    private final TestServer server = new TestServer();
    private final TestCertificate certificate = new TestCertificate();

    @AfterEach
    void close() {
        server.close();
    }

    private TlsPort start(TestLimits limits) {
        var tls = certificate.in(files);
        server.start(limits, tls);
        return tls;
    }

    private TestPublisher secured(String protocol) {
        return new TestPublisher(
                server.tlsPort(), TestCertificate.client(protocol, TestCertificate.first()));
    }

    private static void assertPublishes(TestPublisher publisher) {
        try (publisher) {
            assertThat(TestPublisher.code(publisher.begin("live", KEY)))
                    .isEqualTo("NetStream.Publish.Start");
        }
    }

    private void awaitNoConnections() {
        await("all connections closed")
                .until(() ->
                        server.registry.get("headwater.rtmp.connections").gauge().value() == 0);
    }

    private void assertBothGoOn() {
        assertPublishes(new TestPublisher(server.port()));
        assertPublishes(secured("TLS"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void bothVersionsPublish(String protocol) {
        start(TestLimits.patient());
        assertPublishes(secured(protocol));
        await("its end").until(() -> !server.publications.taken.getFirst().ends.isEmpty());
        assertThat(server.publications.taken.getFirst().ends)
                .containsExactly(SessionEndReason.CONNECTION_LOST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void lastWordsAreReadToTheEnd(String protocol) {
        start(TestLimits.patient());
        try (var publisher = secured(protocol)) {
            var status = publisher.begin("live", "sk_live_wrong");
            assertThat(TestPublisher.code(status)).isEqualTo("NetStream.Publish.BadName");
            assertThat(publisher.receiveAll()).isEmpty();
        }
        awaitNoConnections();
        assertThat(server.refused("key")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "RTMP without TLS, 03000000000000000000",
        "HTTP,             474554202f20485454502f312e310d0a",
        "a broken hello,   160301000501000001ff",
        "no known version, 16ff000005010000000000000000"
    })
    void whatIsNotTlsIsClosedAndCostsNobodyElseAnything(String what, String bytes) {
        start(TestLimits.patient());
        try (var publisher = new TestPublisher(server.tlsPort())) {
            publisher.write(HexFormat.of().parseHex(bytes));
            await(what).until(() -> server.refused("protocol") == 1);
            awaitNoConnections();
        }
        assertBothGoOn();
    }

    @Test
    void whoStallsInTheHandshakeIsClosedInTime() {
        start(TestLimits.patient().shortTlsHandshake());
        try (var silent = new TestPublisher(server.tlsPort());
                var halfway = new TestPublisher(server.tlsPort())) {
            // The head of a ClientHello that does not come.
            halfway.write(HexFormat.of().parseHex("1603010200010001fc0303"));
            silent.awaitClose();
            halfway.awaitClose();
            await("both cut").until(() -> server.refused("deadline") == 2);
            awaitNoConnections();
        }
    }

    @Test
    void afterTlsTheDeadlinesAreThoseOfRtmp() {
        start(TestLimits.patient().shortHandshake());
        try (var silent = secured("TLS")) {
            assertThat(silent.receiveAll()).isEmpty();
        }
        awaitNoConnections();
        assertThat(server.refused("deadline")).isEqualTo(1);
    }

    @Test
    void limitsCountBothPortsTogether() {
        start(TestLimits.patient().perAddress(2));
        try (var plain = new TestPublisher(server.port());
                var secured = secured("TLS")) {
            await("both")
                    .until(() ->
                            server.registry.get("headwater.rtmp.connections").gauge().value() == 2);
            try (var third = new TestPublisher(server.tlsPort())) {
                assertThat(third.receiveAll()).isEmpty();
            }
            assertThat(server.refused("address_limit")).isEqualTo(1);
            plain.handshake();
            secured.handshake();
        }
    }

    @Test
    void bytesThatAreNotTlsAfterTheHandshakeEndThePublication() {
        start(TestLimits.patient());
        try (var publisher = secured("TLS")) {
            publisher.begin("live", KEY);
            publisher.writeBelowTls("sk_live_somebodysKey and more of it");
            await("its end").until(() -> !server.publications.taken.getFirst().ends.isEmpty());
        }
        assertThat(server.publications.taken.getFirst().ends)
                .containsExactly(SessionEndReason.PROTOCOL_ERROR);
        assertThat(server.refused("protocol")).isEqualTo(1);
    }

    @Test
    void aRenewedCertificateIsThatOfTheNextConnection() {
        var tls = start(TestLimits.patient());
        try (var before = secured("TLS")) {
            before.begin("live", KEY);
            certificate.renew(tls);
            var renewed = TestCertificate.client("TLS", TestCertificate.renewed());
            await("the renewed certificate")
                    .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                    .untilAsserted(
                            () -> assertPublishes(new TestPublisher(server.tlsPort(), renewed)));
            assertThatThrownBy(() -> secured("TLS")).isInstanceOf(UncheckedIOException.class);
            assertThat(server.publications.taken.getFirst().ends)
                    .as("who came before stays")
                    .isEmpty();
        }
        assertPublishes(new TestPublisher(server.port()));
    }
}
