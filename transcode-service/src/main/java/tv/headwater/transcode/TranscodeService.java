package tv.headwater.transcode;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** Starts the transcoder. */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties(TranscodeProperties.class)
public final class TranscodeService {

    public static void main(String[] args) {
        application().run(args);
    }

    /** The service as a Spring application of its own, configured by {@code transcode-service.yml}. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(TranscodeService.class)
                .properties("spring.config.name=headwater,transcode-service");
    }

    @Bean
    Transcoder transcoder(
            TranscodeProperties properties,
            MeterRegistry registry,
            ObjectProvider<OpenTelemetry> telemetry) {
        return new Transcoder(properties, registry, telemetry.getIfAvailable(OpenTelemetry::noop));
    }

    /** Part of readiness: up while the node is a member of the group that shares the lanes. */
    @Bean
    HealthIndicator lanesHealthIndicator(Transcoder transcoder) {
        return () ->
                (transcoder.isMember() ? Health.up() : Health.outOfService())
                        .withDetail("lanes", transcoder.lanes().size())
                        .withDetail("lag", transcoder.lag())
                        .withDetail("streams", transcoder.held().size())
                        .build();
    }
}
