package tv.headwater.gateway.front;

import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import tv.headwater.gateway.GatewayProperties;
import tv.headwater.gateway.edge.Edges;
import tv.headwater.gateway.edge.PublicUrl;

/** What every answer tells the browser to refuse. */
@Component
final class SecurityHeaders {

    private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";

    /** Swagger UI sets style attributes and shows its icons from data: URLs. */
    private static final String DOCS =
            "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
                    + " font-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self';"
                    + " frame-ancestors 'none'";

    private final GatewayProperties.Pages configured;
    private final Edges edges;

    SecurityHeaders(GatewayProperties properties, Edges edges) {
        this.configured = properties.pages();
        this.edges = edges;
    }

    void set(HttpHeaders headers, Area area, Caller caller) {
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "strict-origin-when-cross-origin");
        if (area.isOpen()) {
            // An error's answer as well, or the page would not learn what is wrong.
            headers.setAccessControlAllowOrigin("*");
        } else {
            headers.set("Content-Security-Policy", policy(area, caller));
            headers.set("Cross-Origin-Opener-Policy", "same-origin");
            headers.set(
                    "Permissions-Policy",
                    "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
        }
        if (caller.isSecure()) {
            headers.set("Strict-Transport-Security", "max-age=31536000");
        }
    }

    private String policy(Area area, Caller caller) {
        return switch (area) {
            case PAGES -> pages(caller, "'none'");
            case EMBED -> pages(caller, "*");
            case DOCS -> DOCS;
            case API, CHAT_API, CHAT, LIVE, STEER -> NOTHING;
        };
    }

    /** Pages may play from the edges that there are now, as this caller reaches them. */
    private String pages(Caller caller, String frameAncestors) {
        var steered =
                edges.pathways(caller.scheme(), caller.hostName()).stream()
                        .map(pathway -> source(pathway.url()))
                        .distinct()
                        .toList();
        return "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                + " media-src 'self' blob:"
                + spaced(configured.mediaSources())
                + spaced(steered)
                + "; connect-src 'self'"
                + spaced(configured.connectSources())
                + spaced(steered)
                + "; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors "
                + frameAncestors;
    }

    /** CSP has no words for an IPv6 address. */
    private static String source(PublicUrl url) {
        var origin = url.origin();
        return url.host().startsWith("[") ? origin.replace(url.host(), "*") : origin;
    }

    private static String spaced(Iterable<String> sources) {
        var all = new StringBuilder();
        sources.forEach(source -> all.append(' ').append(source));
        return all.toString();
    }
}
