package tv.headwater.edge;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** Starts edge-service. */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties(EdgeProperties.class)
public class EdgeService {

    public static void main(String[] args) {
        application().run(args);
    }

    /** The service as an application that reads {@code edge-service.yml}. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(EdgeService.class)
                .properties("spring.config.name=headwater,edge-service");
    }
}
