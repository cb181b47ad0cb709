package tv.headwater.gateway.upstream;

import java.util.List;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.DefaultResponse;
import org.springframework.cloud.client.loadbalancer.EmptyResponse;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.RequestData;
import org.springframework.cloud.client.loadbalancer.RequestDataContext;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.loadbalancer.core.ReactorServiceInstanceLoadBalancer;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import reactor.core.publisher.Mono;

/** Chooses among the instances that have not failed this request already. */
final class UpstreamBalancer implements ReactorServiceInstanceLoadBalancer {

    private final ServiceInstanceListSupplier supplier;
    private final Choice choice;

    UpstreamBalancer(ServiceInstanceListSupplier supplier, Choice choice) {
        this.supplier = supplier;
        this.choice = choice;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Mono<Response<ServiceInstance>> choose(Request request) {
        var data =
                request.getContext() instanceof RequestDataContext context
                        ? context.getClientRequest()
                        : null;
        return data == null ? Mono.just(new EmptyResponse()) : choose(data);
    }

    private Mono<Response<ServiceInstance>> choose(RequestData request) {
        var failed = TryElsewhere.failed(request.getAttributes());
        return supplier.get()
                .next()
                .map(all -> all.stream().filter(i -> !failed.contains(Upstreams.id(i))).toList())
                .map(instances -> response(instances, request.getUrl().getPath()));
    }

    private Response<ServiceInstance> response(List<ServiceInstance> instances, String path) {
        return instances.isEmpty()
                ? new EmptyResponse()
                : new DefaultResponse(choice.among(instances, path));
    }
}
