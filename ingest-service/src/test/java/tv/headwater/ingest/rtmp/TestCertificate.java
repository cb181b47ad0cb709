package tv.headwater.ingest.rtmp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import tv.headwater.tls.TlsPort;

/** A certificate for localhost and another that it is renewed with. */
final class TestCertificate {

    /** A free TLS port with the first one, whose files are put into {@code directory}. */
    TlsPort in(Path directory) {
        var tls = new TlsPort(0, directory.resolve("tls.crt"), directory.resolve("tls.key"));
        put("certificate.pem", tls.certificate());
        put("key.pem", tls.privateKey());
        return tls;
    }

    /** Replaces the files, as who renews a certificate does. */
    void renew(TlsPort tls) {
        put("renewed-key.pem", tls.privateKey());
        put("renewed-certificate.pem", tls.certificate());
    }

    private static void put(String name, Path file) {
        var beside = file.resolveSibling(name);
        try (var in = resource(name)) {
            Files.copy(in, beside);
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static X509Certificate first() {
        return certificate("certificate.pem");
    }

    static X509Certificate renewed() {
        return certificate("renewed-certificate.pem");
    }

    private static X509Certificate certificate(String name) {
        try (var in = resource(name)) {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(TestCertificate.class.getResourceAsStream("/tls/" + name));
    }

    /** Of clients that speak {@code protocol} and trust {@code certificate} alone. */
    static SSLSocketFactory client(String protocol, X509Certificate certificate) {
        try {
            var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null);
            trusted.setCertificateEntry("server", certificate);
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            var context = SSLContext.getInstance(protocol);
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
