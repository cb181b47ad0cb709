package tv.headwater.metadata.webhook;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tv.headwater.metadata.MetadataProperties;

/** Receivers as they are configured. */
@Configuration(proxyBeanMethods = false)
class WebhookConfiguration {

    @Bean
    Receivers receivers(MetadataProperties properties, Clock clock) {
        return new Receivers(properties.webhooks(), clock);
    }
}
