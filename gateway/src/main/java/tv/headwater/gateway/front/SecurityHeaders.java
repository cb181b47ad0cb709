package tv.headwater.gateway.front;

import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import tv.headwater.gateway.GatewayProperties;

/** What every answer tells the browser to refuse. */
@Component
final class SecurityHeaders {

    private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";

    /** Swagger UI sets style attributes and shows its icons from data: URLs. */
    private static final String DOCS =
            "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
                    + " font-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self';"
                    + " frame-ancestors 'none'";

    private final String pages;

    SecurityHeaders(GatewayProperties properties) {
        var sources = properties.pages();
        pages =
                "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                        + " media-src 'self' blob:"
                        + spaced(sources.mediaSources())
                        + "; connect-src 'self'"
                        + spaced(sources.connectSources())
                        + "; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    }

    void set(HttpHeaders headers, Area area, Caller caller) {
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "strict-origin-when-cross-origin");
        if (area != Area.LIVE) {
            headers.set("Content-Security-Policy", policy(area));
            headers.set("Cross-Origin-Opener-Policy", "same-origin");
            headers.set(
                    "Permissions-Policy",
                    "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
        }
        if (caller.isSecure()) {
            headers.set("Strict-Transport-Security", "max-age=31536000");
        }
    }

    private String policy(Area area) {
        return switch (area) {
            case PAGES -> pages;
            case DOCS -> DOCS;
            case API, LIVE -> NOTHING;
        };
    }

    private static String spaced(Iterable<String> sources) {
        var all = new StringBuilder();
        sources.forEach(source -> all.append(' ').append(source));
        return all.toString();
    }
}
