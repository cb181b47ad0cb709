package tv.headwater.packager;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** Starts the packager. */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties(PackagerProperties.class)
public final class PackagerService {

    public static void main(String[] args) {
        application().run(args);
    }

    /** The service as a Spring application of its own, configured by {@code packager-service.yml}. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(PackagerService.class)
                .properties("spring.config.name=headwater,packager-service");
    }

    @Bean
    Packager packager(
            PackagerProperties properties,
            MeterRegistry registry,
            ObjectProvider<OpenTelemetry> telemetry) {
        return new Packager(properties, registry, telemetry.getIfAvailable(OpenTelemetry::noop));
    }

    /** Part of readiness: up once all that stood in the log at the start is packaged. */
    @Bean
    HealthIndicator windowsHealthIndicator(Packager packager) {
        return () -> {
            var health = packager.isReady() ? Health.up() : Health.outOfService();
            // Live goes on without DVR: it makes nobody unready.
            packager.dvr()
                    .ifPresent(state ->
                            health.withDetail("dvr", state.full() ? state.reason() : "grows"));
            return health.withDetail("lag", packager.lag()).build();
        };
    }
}
