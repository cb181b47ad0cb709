package tv.headwater.metadata;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableScheduling;
import tv.headwater.rest.RequestLimits;
import tv.headwater.rest.WebConfiguration;

/** Starts metadata-service. */
@SpringBootApplication(
        exclude = UserDetailsServiceAutoConfiguration.class,
        proxyBeanMethods = false)
@EnableConfigurationProperties(MetadataProperties.class)
@EnableScheduling
@Import(WebConfiguration.class)
public class MetadataService {

    public static void main(String[] args) {
        application().run(args);
    }

    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(MetadataService.class)
                .properties("spring.config.name=headwater,metadata-service");
    }

    /** Times are kept in microseconds, as PostgreSQL does, so that what is answered first is what is read later. */
    @Bean
    java.time.Clock clock() {
        return java.time.Clock.tick(
                java.time.Clock.systemUTC(),
                java.time.Duration.of(1, java.time.temporal.ChronoUnit.MICROS));
    }

    @Bean
    RequestLimits requestLimits(MetadataProperties properties) {
        return new RequestLimits(properties.requests().maxBody());
    }
}
