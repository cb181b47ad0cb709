package tv.headwater.ingest.rtmp;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A server on a free loopback port, with publications and meters to look at. */
final class TestServer implements AutoCloseable {

    final FakePublications publications = new FakePublications();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private @Nullable RtmpServer server;

    /** Starts it, and tells its port. */
    int start(TestLimits limits) {
        var started =
                new RtmpServer(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        limits.limits(),
                        publications,
                        registry);
        server = started;
        started.start();
        return started.port();
    }

    int port() {
        return Objects.requireNonNull(server).port();
    }

    /** How many publishers or connections were refused for {@code reason}. */
    double refused(String reason) {
        return registry.get("headwater.rtmp.refused").tag("reason", reason).counter().count();
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
