package tv.headwater.ingest;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** Starts ingest-service. */
@SpringBootApplication
@EnableConfigurationProperties(IngestProperties.class)
public class IngestService {

    public static void main(String[] args) {
        application().run(args);
    }

    /** The service as an application that reads {@code ingest-service.yml}. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(IngestService.class)
                .properties("spring.config.name=ingest-service");
    }
}
