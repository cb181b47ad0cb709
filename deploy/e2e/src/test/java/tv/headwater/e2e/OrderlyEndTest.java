package tv.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** The end of the run: everything stops when it is asked to, and what it has written down betrays nobody. */
@Order(Integer.MAX_VALUE)
@ExtendWith(StudioExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OrderlyEndTest {

    private static final Duration STOP = Duration.ofSeconds(10);

    /** What a JVM reports whose shutdown hooks have all run after a SIGTERM: 128 + 15. */
    private static final int TERMINATED_IN_ORDER = 143;

    private final Studio studio;

    OrderlyEndTest(Studio studio) {
        this.studio = studio;
    }

    @Test
    @Order(1)
    void everyServiceStopsWhenAsked() {
        var services = new ArrayList<>(studio.cluster().services().reversed());
        for (var service : services) {
            assertThat(service.health("liveness")).as("%s is alive", service).isEqualTo(200);
        }
        for (var service : services) {
            service.terminate();
            assertThat(service.awaitExit(STOP)).as("%s", service).isIn(0, TERMINATED_IN_ORDER);
        }
    }

    @Test
    @Order(2)
    void noSecretIsInAnyLog() throws IOException {
        var secrets = studio.cluster().secrets().all();
        assertThat(secrets.size()).isGreaterThan(10);
        var found = new ArrayList<String>();
        for (var log : logs()) {
            var text = Files.readString(log, StandardCharsets.ISO_8859_1);
            for (var secret : secrets) {
                if (text.contains(secret)) {
                    found.add(log + " holds " + secret.substring(0, 4) + "…");
                }
            }
        }
        assertThat(found).isEmpty();
    }

    private List<Path> logs() throws IOException {
        try (var files = Files.walk(studio.cluster().logs())) {
            var logs = files.filter(Files::isRegularFile).toList();
            assertThat(logs).hasSizeGreaterThanOrEqualTo(8);
            return logs;
        }
    }
}
