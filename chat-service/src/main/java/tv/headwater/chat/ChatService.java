package tv.headwater.chat;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableScheduling;
import tv.headwater.rest.RequestLimits;
import tv.headwater.rest.WebConfiguration;

/** Starts chat-service. */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties(ChatProperties.class)
@EnableScheduling
@Import(WebConfiguration.class)
public class ChatService {

    public static void main(String[] args) {
        application().run(args);
    }

    /** The service as an application that reads {@code chat-service.yml}. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(ChatService.class)
                .properties("spring.config.name=headwater,chat-service");
    }

    /** Times are kept in microseconds, as PostgreSQL does, so that what is answered first is what is read later. */
    @Bean
    Clock clock() {
        return Clock.tick(Clock.systemUTC(), Duration.of(1, ChronoUnit.MICROS));
    }

    @Bean
    RequestLimits requestLimits(ChatProperties properties) {
        return new RequestLimits(properties.requests().maxBody());
    }
}
