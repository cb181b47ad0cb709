package tv.headwater.gateway.upstream;

import java.util.List;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.loadbalancer.core.ReactorServiceInstanceLoadBalancer;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import reactor.core.publisher.Flux;
import tv.headwater.gateway.edge.Edges;

/**
 * The beans of one service's balancer; Spring Cloud LoadBalancer makes a context of its own for each service. Deliberately no
 * {@code @Configuration}: the component scan must not find it.
 */
public class Balancing {

    @Bean
    ServiceInstanceListSupplier instances(Environment environment, Upstreams upstreams) {
        var service = service(environment);
        return new ServiceInstanceListSupplier() {
            @Override
            public String getServiceId() {
                return service;
            }

            @Override
            public Flux<List<ServiceInstance>> get() {
                return Flux.defer(() -> Flux.just(upstreams.of(service)));
            }
        };
    }

    @Bean
    ReactorServiceInstanceLoadBalancer balancer(
            Environment environment, ServiceInstanceListSupplier instances, Edges edges) {
        var choice =
                service(environment).equals(Upstreams.EDGE)
                        ? new EdgeChoice(edges)
                        : new RoundRobin();
        return new UpstreamBalancer(instances, choice);
    }

    private static String service(Environment environment) {
        return environment.getRequiredProperty(LoadBalancerClientFactory.PROPERTY_NAME);
    }
}
