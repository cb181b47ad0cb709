package tv.headwater.ingest.rtmp;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tv.headwater.tls.TlsPort;

/** A server on a free loopback port, with publications and meters to look at. */
final class TestServer implements AutoCloseable {

    final FakePublications publications = new FakePublications();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private @Nullable RtmpServer server;

    /** Starts it, and tells its port. */
    int start(TestLimits limits) {
        return start(limits, null);
    }

    /** Starts it with a TLS port beside the plain one, whose number it tells. */
    int start(TestLimits limits, @Nullable TlsPort tls) {
        var started =
                new RtmpServer(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        tls,
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

    int tlsPort() {
        return Objects.requireNonNull(server).tlsPort();
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
