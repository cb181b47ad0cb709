package tv.headwater.mediahttp;

import java.nio.file.Path;

/**
 * Where a {@link MediaServer} speaks TLS (1.2 and 1.3), beside the port where it does not.
 *
 * @param port 0 for any free one
 * @param certificate the server's and those that vouch for it, PEM
 * @param privateKey of the first, PKCS#8 in PEM, without a password
 */
public record MediaTls(int port, Path certificate, Path privateKey) {}
