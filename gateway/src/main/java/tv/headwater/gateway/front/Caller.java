package tv.headwater.gateway.front;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;

/**
 * Who asks, and under which name they know this gateway.
 *
 * @param host with its port, where the caller named one
 * @param scheme http or https
 * @param port the one named, or the scheme's own
 * @param address of the caller
 */
public record Caller(String host, String scheme, int port, String address) {

    private static final String ATTRIBUTE = Caller.class.getName();
    private static final Pattern HOST =
            Pattern.compile(
                    "([A-Za-z0-9_.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(:(?<port>[0-9]{1,5}))?");

    /** The caller that the front door has put into the exchange. */
    public static Caller of(ServerWebExchange exchange) {
        return exchange.getRequiredAttribute(ATTRIBUTE);
    }

    /** Likewise; null if the request did not come through the front door, as on the management port. */
    public static @Nullable Caller find(ServerWebExchange exchange) {
        return exchange.getAttribute(ATTRIBUTE);
    }

    void putInto(ServerWebExchange exchange) {
        exchange.getAttributes().put(ATTRIBUTE, this);
    }

    /** The host without its port; an IPv6 address in brackets. */
    public String hostName() {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }

    /** Scheme, host and port, the port only where it is not the scheme's own. */
    public String origin() {
        boolean isOwn = port == ownPort(scheme);
        return scheme + "://" + hostName() + (isOwn ? "" : ":" + port);
    }

    /** Whether a page of this Origin came from here. The scheme says nothing: whoever ends TLS in front may not tell. */
    boolean isFrom(String pageOrigin) {
        int authority = pageOrigin.indexOf("://") + 3;
        return authority > 2
                && (pageOrigin.substring(authority).equalsIgnoreCase(host)
                        || pageOrigin.equalsIgnoreCase(origin()));
    }

    boolean isSecure() {
        return scheme.equals("https");
    }

    /**
     * @return null if the request does not say which host it is for
     */
    static @Nullable Caller of(ServerHttpRequest request, TrustedProxies proxies) {
        var headers = request.getHeaders();
        var hosts = headers.getOrEmpty(HttpHeaders.HOST);
        var remote = remote(request);
        if (hosts.size() != 1 || remote == null) {
            return null;
        }
        var scheme = request.getSslInfo() == null ? "http" : "https";
        if (!proxies.contains(remote)) {
            return of(hosts.getFirst(), scheme, null, remote.getHostAddress());
        }
        var host = first(headers, "X-Forwarded-Host", hosts.getFirst());
        var told = first(headers, "X-Forwarded-Proto", scheme);
        return of(
                host,
                told.equals("https") ? "https" : "http",
                headers.getFirst("X-Forwarded-Port"),
                beyond(proxies, headers, remote).getHostAddress());
    }

    private static @Nullable Caller of(
            String host, String scheme, @Nullable String toldPort, String address) {
        var matcher = HOST.matcher(host);
        if (!matcher.matches()) {
            return null;
        }
        var named = matcher.group("port");
        var port = named != null ? named : toldPort;
        int number =
                port != null && port.matches("[0-9]{1,5}")
                        ? Integer.parseInt(port)
                        : ownPort(scheme);
        return number < 1 || number > 65535 ? null : new Caller(host, scheme, number, address);
    }

    private static int ownPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    private static @Nullable InetAddress remote(ServerHttpRequest request) {
        InetSocketAddress remote = request.getRemoteAddress();
        return remote == null ? null : remote.getAddress();
    }

    private static String first(HttpHeaders headers, String name, String otherwise) {
        var value = headers.getFirst(name);
        return value == null ? otherwise : value.split(",", 2)[0].strip();
    }

    /** The last address that no trusted proxy has: what stands left of it could be anybody's invention. */
    private static InetAddress beyond(
            TrustedProxies proxies, HttpHeaders headers, InetAddress remote) {
        List<String> chain =
                headers.getOrEmpty("X-Forwarded-For").stream()
                        .flatMap(line -> Arrays.stream(line.split(",", -1)))
                        .map(String::strip)
                        .toList();
        var nearest = remote;
        for (var told : chain.reversed()) {
            if (!proxies.contains(nearest)) {
                break;
            }
            try {
                nearest = InetAddress.ofLiteral(told);
            } catch (IllegalArgumentException _) {
                break;
            }
        }
        return nearest;
    }
}
