package tv.headwater.standalone.context;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a service finds on the shared class path that another one brought. Its context must not configure that; were it alone, it would
 * not be there.
 */
enum Neighbours {
    /** Of ingest, transcoder and packager: no database, no servlets, no gateway. */
    OF_MEDIA(Brought.BY_METADATA, "org.springframework.boot.cache.", "org.springframework.cloud."),
    /** Of edge: likewise, and no traces. */
    OF_EDGE(
            Brought.BY_METADATA,
            "org.springframework.boot.cache.",
            "org.springframework.cloud.",
            Brought.TRACING,
            Brought.TRACES,
            Brought.TELEMETRY),
    /** Of the gateway: nor has it. */
    OF_GATEWAY(
            Brought.BY_METADATA,
            "org.springframework.cloud.gateway.config.GatewayClassPathWarningAutoConfiguration",
            "io.github.resilience4j.springboot.",
            Brought.TRACING,
            Brought.TRACES,
            Brought.TELEMETRY),
    /** Of metadata: nothing reactive. */
    OF_METADATA(Brought.BY_GATEWAY),
    /** Of chat: likewise, and neither JPA, Spring Security nor traces. */
    OF_CHAT(
            Brought.BY_GATEWAY,
            "org.springframework.boot.data.",
            "org.springframework.boot.jpa.",
            "org.springframework.boot.hibernate.",
            "org.springframework.boot.persistence.",
            "org.springframework.boot.security.",
            Brought.TRACING,
            Brought.TRACES,
            Brought.TELEMETRY);

    static final String PROPERTY = "standalone.neighbours";

    @SuppressWarnings("ImmutableEnumChecker") // toList is immutable
    private final List<String> prefixes;

    Neighbours(List<String> shared, String... more) {
        this.prefixes = Stream.concat(shared.stream(), Stream.of(more)).toList();
    }

    boolean brought(String autoConfiguration) {
        return prefixes.stream().anyMatch(autoConfiguration::startsWith);
    }

    /** Constants of their own class, since an enum's own are not there yet when its values are made. */
    private static final class Brought {

        static final String TRACING = "tv.headwater.tracing.";
        static final String TRACES = "org.springframework.boot.micrometer.tracing.";
        static final String TELEMETRY = "org.springframework.boot.opentelemetry.";

        static final List<String> BY_METADATA =
                List.of(
                        "org.springframework.boot.jdbc.",
                        "org.springframework.boot.data.",
                        "org.springframework.boot.jpa.",
                        "org.springframework.boot.hibernate.",
                        "org.springframework.boot.flyway.",
                        "org.springframework.boot.sql.",
                        "org.springframework.boot.persistence.",
                        "org.springframework.boot.transaction.",
                        "org.springframework.boot.security.",
                        "org.springframework.boot.webmvc.",
                        "org.springframework.boot.servlet.",
                        "org.springframework.boot.tomcat.",
                        "org.springdoc.");

        static final List<String> BY_GATEWAY =
                List.of(
                        "org.springframework.boot.webflux.",
                        "org.springframework.boot.reactor.",
                        "org.springframework.boot.netty.",
                        "org.springframework.boot.http.client.autoconfigure.reactive.",
                        "org.springframework.boot.cache.",
                        "org.springframework.cloud.",
                        "io.github.resilience4j.springboot.");

        private Brought() {}
    }
}
