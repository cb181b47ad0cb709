package tv.headwater.standalone.instance;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A service's own word on whether it is ready. */
public final class Health {

    private Health() {}

    public static boolean isReady(HttpClient client, int managementPort, Duration limit)
            throws InterruptedException {
        var request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:"
                                                + managementPort
                                                + "/actuator/health/readiness"))
                        .timeout(limit)
                        .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
