package tv.headwater.standalone.context;

import java.util.List;
import java.util.stream.Stream;
import tv.headwater.tracing.TracingFilter;

/**
 * What a service finds on the shared class path that another one brought. Its context must not configure that; were it alone, it would
 * not be there.
 */
enum Neighbours {
    /** Of ingest, transcoder and packager: no database, no servlets, no gateway. */
    OF_MEDIA(
            List.of(Brought.BY_METADATA),
            "org.springframework.boot.cache.",
            "org.springframework.cloud."),
    /** Of edge: likewise, and no traces. */
    OF_EDGE(
            List.of(Brought.BY_METADATA, TracingFilter.TRACING),
            "org.springframework.boot.cache.",
            "org.springframework.cloud."),
    /** Of the gateway: no database, no servlets, no traces. */
    OF_GATEWAY(
            List.of(Brought.BY_METADATA, TracingFilter.TRACING),
            "org.springframework.cloud.gateway.config.GatewayClassPathWarningAutoConfiguration",
            "io.github.resilience4j.springboot."),
    /** Of metadata: nothing reactive. */
    OF_METADATA(List.of(Brought.BY_GATEWAY)),
    /** Of chat: likewise, and neither JPA, Spring Security nor traces. */
    OF_CHAT(
            List.of(Brought.BY_GATEWAY, TracingFilter.TRACING),
            "org.springframework.boot.data.",
            "org.springframework.boot.jpa.",
            "org.springframework.boot.hibernate.",
            "org.springframework.boot.persistence.",
            "org.springframework.boot.security.");

    static final String PROPERTY = "standalone.neighbours";

    @SuppressWarnings("ImmutableEnumChecker") // toList is immutable
    private final List<String> prefixes;

    Neighbours(List<List<String>> shared, String... more) {
        this.prefixes =
                Stream.concat(shared.stream().flatMap(List::stream), Stream.of(more)).toList();
    }

    boolean brought(String autoConfiguration) {
        return prefixes.stream().anyMatch(autoConfiguration::startsWith);
    }

    /** Constants of their own class, since an enum's own are not there yet when its values are made. */
    private static final class Brought {

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
