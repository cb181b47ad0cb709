package tv.headwater.metadata.webhook;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.api.InvalidProperty;

/** Where a webhook's deliveries go. Its path may be a secret, so it prints as its host alone. */
record ReceiverUrl(URI uri) {

    static final int MAX_LENGTH = 2048;

    /**
     * @throws InvalidProperty if it is not an absolute http or https URL, or its host is an address that {@code rule} forbids; names are
     *     looked up when something is delivered, each time
     */
    static ReceiverUrl checked(@Nullable String text, AddressRule rule) {
        if (text == null || text.isBlank()) {
            throw invalid("url is missing");
        }
        if (text.length() > MAX_LENGTH) {
            throw invalid("url of %d characters exceeds %d".formatted(text.length(), MAX_LENGTH));
        }
        var uri = parsed(text);
        var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!(scheme.equals("http") || scheme.equals("https")) || uri.getHost() == null) {
            throw invalid("url is not an absolute http or https URL");
        }
        if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw invalid("url has a user or a fragment");
        }
        if (uri.getPort() == 0 || uri.getPort() > 65_535) {
            throw invalid("url has a port that is not in 1..65535");
        }
        if (literal(uri.getHost()).filter(address -> !rule.allows(address)).isPresent()) {
            throw invalid("url is not at a public address");
        }
        return new ReceiverUrl(uri);
    }

    private static URI parsed(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            // the cause would repeat it
            throw invalid("url is not an absolute http or https URL");
        }
    }

    private static Optional<InetAddress> literal(String host) {
        if (host.equalsIgnoreCase("localhost")) {
            return Optional.of(InetAddress.getLoopbackAddress());
        }
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static InvalidProperty invalid(String detail) {
        return new InvalidProperty("url", detail);
    }

    @Override
    public String toString() {
        return "ReceiverUrl[" + uri.getHost() + "]";
    }
}
