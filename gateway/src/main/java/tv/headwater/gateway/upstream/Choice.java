package tv.headwater.gateway.upstream;

import java.util.List;
import org.springframework.cloud.client.ServiceInstance;

/** Which of several instances a request goes to. */
interface Choice {

    /**
     * @param instances at least one
     * @param path of the request
     */
    ServiceInstance among(List<ServiceInstance> instances, String path);
}
