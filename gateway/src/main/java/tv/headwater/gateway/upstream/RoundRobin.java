package tv.headwater.gateway.upstream;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.cloud.client.ServiceInstance;

/** Each instance in its turn. */
final class RoundRobin implements Choice {

    private final AtomicInteger turn = new AtomicInteger();

    @Override
    public ServiceInstance among(List<ServiceInstance> instances, String path) {
        return instances.get(Math.floorMod(turn.getAndIncrement(), instances.size()));
    }
}
