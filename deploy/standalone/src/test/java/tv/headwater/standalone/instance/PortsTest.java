package tv.headwater.standalone.instance;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void namesTheTakenPortWhatItIsForAndTheWayOut() throws Exception {
        var ports = free();
        try (var taken = new ServerSocket(ports.gateway(), 1, InetAddress.getLoopbackAddress())) {
            assertThatIOException()
                    .isThrownBy(ports::refuseTaken)
                    .withMessage(
                            "taken by another program: port %d (gateway: web page and API); stop that program, or move all of Headwater's ports up by N with --port-offset N"
                                    .formatted(taken.getLocalPort()));
        }
        assertThatCode(ports::refuseTaken).doesNotThrowAnyException();
    }

    @Test
    void aLoopbackPortIsTakenByWhoeverListensEverywhere() throws Exception {
        var ports = free();
        try (var taken = new ServerSocket(ports.postgres())) {
            assertThatIOException()
                    .isThrownBy(ports::refuseTaken)
                    .withMessageContaining(": port " + taken.getLocalPort() + " (PostgreSQL);");
        }
    }

    private static Ports free() {
        return IntStream.iterate(21_000, offset -> offset + 17)
                .limit(200)
                .mapToObj(Ports::new)
                .filter(PortsTest::isFree)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(Ports ports) {
        try {
            ports.refuseTaken();
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
