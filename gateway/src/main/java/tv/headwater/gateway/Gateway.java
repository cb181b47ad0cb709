package tv.headwater.gateway;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** The gateway as a process of its own. */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties(GatewayProperties.class)
public final class Gateway {

    private Gateway() {}

    /** The application with its own configuration file, ready to run anywhere. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(Gateway.class)
                .web(WebApplicationType.REACTIVE)
                .properties("spring.config.name=headwater,gateway");
    }

    public static void main(String[] args) {
        application().run(args);
    }
}
