package tv.headwater.ingest.grant;

import io.micrometer.observation.ObservationRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;
import tv.headwater.contract.api.PublishGrantsApi;

/** metadata-service's grants over HTTP. */
public final class MetadataGrants {

    private MetadataGrants() {}

    /**
     * @param client connects and calls within {@code timeout} each
     * @param observations where calls are observed, and by which they are traced
     */
    public static PublishGrantsApi at(
            URI baseUrl, HttpClient client, Duration timeout, ObservationRegistry observations) {
        var requests = new JdkClientHttpRequestFactory(client);
        requests.setReadTimeout(timeout);
        var rest =
                RestClient.builder()
                        .baseUrl(baseUrl)
                        .requestFactory(requests)
                        .observationRegistry(observations)
                        .build();
        return HttpServiceProxyFactory.builderFor(RestClientAdapter.create(rest))
                .build()
                .createClient(PublishGrantsApi.class);
    }
}
