package tv.headwater.tls;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's certificate, read from its files again when these change, as they do each time it is renewed. Files that cannot
 * be read leave the certificate that is in use. Safe for use by many threads.
 */
public final class Certificates {

    private static final Logger log = LoggerFactory.getLogger(Certificates.class);
    private static final Duration LOOK = Duration.ofSeconds(10);

    /** Those with forward secrecy and authenticated encryption, which HTTP/2 asks for (RFC 9113, 9.2.2) and RTMP may as well have. */
    private static final List<String> CIPHERS =
            List.of(
                    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                    "TLS_AES_128_GCM_SHA256",
                    "TLS_AES_256_GCM_SHA384",
                    "TLS_CHACHA20_POLY1305_SHA256");

    private final TlsPort tls;
    private final List<String> protocols;
    private volatile Loaded loaded;
    private volatile long lookAt;

    private record Loaded(SslContext context, FileTime certificateAt, FileTime keyAt) {}

    /**
     * @param protocols that may be chosen by ALPN (RFC 7301), the preferred first; none for no ALPN
     * @throws IllegalStateException if the files are not a certificate and its key; the message names them
     */
    public Certificates(TlsPort tls, String... protocols) {
        this.tls = tls;
        this.protocols = List.of(protocols);
        this.loaded = load();
        this.lookAt = System.nanoTime() + LOOK.toNanos();
    }

    /** For a connection to come. */
    public SslContext context() {
        if (System.nanoTime() - lookAt >= 0) {
            lookAgain();
        }
        return loaded.context();
    }

    private synchronized void lookAgain() {
        if (System.nanoTime() - lookAt >= 0) {
            lookNow();
        }
    }

    synchronized void lookNow() {
        lookAt = System.nanoTime() + LOOK.toNanos();
        try {
            var before = loaded;
            if (!changedAt(tls.certificate()).equals(before.certificateAt())
                    || !changedAt(tls.privateKey()).equals(before.keyAt())) {
                loaded = load();
                log.info("the certificate in {} is in use", tls.certificate());
            }
        } catch (IOException | IllegalStateException e) {
            log.warn("the certificate in use stays so: {}", e.getMessage());
        }
    }

    private Loaded load() {
        try {
            // First the times: what changes meanwhile is looked at again.
            var certificateAt = changedAt(tls.certificate());
            var keyAt = changedAt(tls.privateKey());
            return new Loaded(made(), certificateAt, keyAt);
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "%s and %s are not a certificate and its key: %s"
                            .formatted(tls.certificate(), tls.privateKey(), why(e)),
                    e);
        }
    }

    private static @Nullable String why(Exception e) {
        return e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
    }

    private SslContext made() throws SSLException {
        var context =
                SslContextBuilder.forServer(tls.certificate().toFile(), tls.privateKey().toFile())
                        .protocols("TLSv1.3", "TLSv1.2")
                        .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE);
        if (!protocols.isEmpty()) {
            context.applicationProtocolConfig(
                    new ApplicationProtocolConfig(
                            ApplicationProtocolConfig.Protocol.ALPN,
                            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                            protocols));
        }
        return context.build();
    }

    private static FileTime changedAt(Path file) throws IOException {
        return Files.getLastModifiedTime(file);
    }
}
