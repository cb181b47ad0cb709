package tv.headwater.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificatesTest {

    @TempDir private Path files;

    private Path file(String name) {
        try (var in = CertificatesTest.class.getResourceAsStream("/tls/" + name)) {
            var file = files.resolve(name);
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aCertificateThatChangesIsReadAgainAndOneThatBreaksIsNot() throws Exception {
        var tls = new TlsPort(0, file("certificate.pem"), file("key.pem"));
        var certificates = new Certificates(tls);
        var before = certificates.context();
        assertThat(certificates.context()).isSameAs(before);

        Files.setLastModifiedTime(tls.certificate(), FileTime.from(Instant.now().plusSeconds(60)));
        certificates.lookNow();
        var renewed = certificates.context();
        assertThat(renewed).isNotSameAs(before);

        Files.writeString(tls.privateKey(), "no key");
        certificates.lookNow();
        assertThat(certificates.context()).isSameAs(renewed);
        assertThatIllegalStateException()
                .isThrownBy(() -> new Certificates(tls))
                .withMessageContaining("key.pem");
    }

    @Test
    void protocolsAreThoseThatAreGiven() {
        var tls = new TlsPort(0, file("certificate.pem"), file("key.pem"));
        assertThat(new Certificates(tls).context().applicationProtocolNegotiator().protocols())
                .isEmpty();
        assertThat(
                        new Certificates(tls, "h2", "http/1.1")
                                .context()
                                .applicationProtocolNegotiator()
                                .protocols())
                .containsExactly("h2", "http/1.1");
    }

    @Test
    void aPortNeedsANumberAndBothFiles() {
        var file = Path.of("tls.crt");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TlsPort(65_536, file, file))
                .withMessageContaining("65536");
        assertThatNullPointerException()
                .isThrownBy(() -> new TlsPort(0, null, file))
                .withMessageContaining("certificate");
        assertThatNullPointerException()
                .isThrownBy(() -> new TlsPort(0, file, null))
                .withMessageContaining("private key");
    }
}
