package tv.headwater.tls;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where a server speaks TLS (1.2 and 1.3), beside the port where it does not.
 *
 * @param port 0 for any free one
 * @param certificate the server's and those that vouch for it, PEM
 * @param privateKey of the first, PKCS#8 in PEM, without a password
 */
public record TlsPort(int port, Path certificate, Path privateKey) {

    /**
     * @throws IllegalArgumentException if the port is not in 0 .. 65535
     * @throws NullPointerException if a file is not given; the message says which
     */
    public TlsPort {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("TLS port of " + port + " is not in 0 .. 65535");
        }
        Objects.requireNonNull(certificate, "a TLS port needs a certificate");
        Objects.requireNonNull(privateKey, "a TLS port needs a private key");
    }
}
