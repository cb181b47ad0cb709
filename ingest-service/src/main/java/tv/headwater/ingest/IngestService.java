package tv.headwater.ingest;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.resources.LoopResources;

/** Starts ingest-service. */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties(IngestProperties.class)
public final class IngestService {

    public static void main(String[] args) {
        application().run(args);
    }

    /** The service as an application that reads {@code ingest-service.yml}. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(IngestService.class)
                .properties("spring.config.name=headwater,ingest-service");
    }

    /**
     * Reactor Netty's own threads for the management port: those it shares by default are stopped with the first context that
     * closes, also under other services in the same JVM.
     */
    @Bean
    static ReactorResourceFactory managementThreads() {
        var threads = new ReactorResourceFactory();
        threads.setUseGlobalResources(false);
        threads.setLoopResourcesSupplier(() -> LoopResources.create("ingest-management", 1, true));
        return threads;
    }
}
