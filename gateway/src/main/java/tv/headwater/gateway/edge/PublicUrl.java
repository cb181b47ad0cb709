package tv.headwater.gateway.edge;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where viewers reach an edge.
 *
 * @param scheme http or https
 * @param host an IPv6 address in brackets
 * @param port -1 for the scheme's own
 * @param path before every media path; empty, or beginning and not ending with a slash
 */
public record PublicUrl(String scheme, String host, int port, String path) {

    private static final String HOST = "{host}";
    private static final Pattern FORM =
            Pattern.compile(
                    "(?<scheme>https?)://(?<host>\\{host}|[A-Za-z0-9_.-]+|\\[[0-9A-Fa-f:.]+])"
                            + "(:(?<port>[0-9]{1,5}))?(?<path>(/[A-Za-z0-9_.~-]+)*)/?");

    /**
     * Reads what an edge announces.
     *
     * @param host that the viewer asked for, without port, which stands for {@code {host}}
     * @return null if {@code template} is no such URL
     */
    public static @Nullable PublicUrl of(String template, String host) {
        var matcher = FORM.matcher(template);
        if (!matcher.matches()) {
            return null;
        }
        var port = matcher.group("port");
        int number = port == null ? -1 : Integer.parseInt(port);
        return number == 0 || number > 65_535
                ? null
                : new PublicUrl(
                        matcher.group("scheme"),
                        matcher.group("host").equals(HOST) ? host : matcher.group("host"),
                        number,
                        matcher.group("path"));
    }

    /** Whether a page that came by {@code scheme} may ask it: browsers keep pages that came by TLS from asking without. */
    public boolean isOpenTo(String viewerScheme) {
        return scheme.equals("https") || viewerScheme.equals("http");
    }

    /** Scheme, host and port. */
    public String origin() {
        return scheme + "://" + host + (port < 0 ? "" : ":" + port);
    }

    /** The URL of a path of the edge. */
    public String at(String edgePath) {
        return origin() + path + edgePath;
    }

    /** Whether nothing but the host tells it from {@code other}. */
    public boolean differsByHost(PublicUrl other) {
        return scheme.equals(other.scheme) && port == other.port && path.equals(other.path);
    }

    @Override
    public String toString() {
        return at("");
    }
}
