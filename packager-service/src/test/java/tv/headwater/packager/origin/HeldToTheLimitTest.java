package tv.headwater.packager.origin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.mediahttp.MediaHttpLimits;
import tv.headwater.mediahttp.MediaServer;
import tv.headwater.packager.key.ContentSecrets;
import tv.headwater.packager.stream.Fates;
import tv.headwater.packager.stream.LiveStreams;
import tv.headwater.packager.stream.PackagingMetrics;
import tv.headwater.packager.stream.Writer;
import tv.headwater.packager.testing.Broadcast;
import tv.headwater.packager.window.WindowLimits;

/** As many requests wait for the next part as may, some ask for nonsense, and a viewer goes on watching. */
class HeldToTheLimitTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Of the limits an origin has. */
    private static final int MOST = 20_000;

    private static final int ADDRESSES = 8;

    /** Segments 7 to 12. */
    private static final List<? extends MediaRecord> RECORDS =
            new Broadcast().session(Broadcast.testMedia(90_000, 2)).end().records();

    private final int count = Math.min(MOST, (freeDescriptors() - 500) / 2);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Fates fates = new Fates();
    private final ContentSecrets secrets = new ContentSecrets();
    private final LiveStreams streams =
            new LiveStreams(
                    new LiveStreams.Limits(
                            new WindowLimits(Duration.ofMinutes(1), 1 << 30),
                            1 << 30,
                            Duration.ofHours(1)),
                    new PackagingMetrics(registry),
                    fates,
                    secrets,
                    Clock.systemUTC(),
                    () -> {});
    private final WindowResources resources = new WindowResources(streams, fates, secrets);
    private final MediaServer server =
            new MediaServer("0.0.0.0", 0, limits(count), resources, registry);
    private final HttpClient viewer = HttpClient.newHttpClient();
    private final List<SocketChannel> waiting = new ArrayList<>();
    private int fed;

    HeldToTheLimitTest() {
        resources.open();
        server.start();
    }

    /** Both ends of each connection are here. */
    private static int freeDescriptors() {
        var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return Math.toIntExact(
                Math.min(
                        Integer.MAX_VALUE,
                        system.getMaxFileDescriptorCount() - system.getOpenFileDescriptorCount()));
    }

    private static MediaHttpLimits limits(int held) {
        var standard = Duration.ZERO;
        return new MediaHttpLimits(
                held + 100, 0, 0, standard, standard, standard, standard, standard, held, 0, 0);
    }

    @AfterEach
    void close() throws IOException {
        for (var channel : waiting) {
            channel.close();
        }
        viewer.close();
        server.close();
    }

    private void feed(long msn, int pictures) {
        for (int left = pictures; left > 0; ) {
            var record = RECORDS.get(fed++);
            streams.on(Writer.INGEST, record, 0);
            if (record instanceof AccessUnit unit
                    && unit.track() == TestMedia.VIDEO_TRACK
                    && unit.stamp().segment() == msn) {
                left--;
            }
        }
    }

    /** Asks for the next part from one of many addresses, and does not read yet. */
    private void hold(int index) throws IOException {
        var channel = SocketChannel.open();
        waiting.add(channel);
        channel.bind(new InetSocketAddress(loopback(10 + index % ADDRESSES), 0));
        channel.connect(new InetSocketAddress(loopback(1), server.port()));
        var request = "GET " + path("source/8.2.m4s") + " HTTP/1.1\r\nHost: test\r\n\r\n";
        channel.write(ByteBuffer.wrap(request.getBytes(ISO_8859_1)));
    }

    /** 127.0.0.n */
    private static InetAddress loopback(int n) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) n});
    }

    private static String path(String file) {
        return "/live/" + TestMedia.STREAM + "/" + file;
    }

    private HttpResponse<String> get(String file) throws IOException, InterruptedException {
        var uri = URI.create("http://127.0.0.1:" + server.port() + path(file));
        return viewer.send(
                HttpRequest.newBuilder(uri).timeout(PATIENCE).build(),
                HttpResponse.BodyHandlers.ofString(ISO_8859_1));
    }

    private int status(String file) throws IOException, InterruptedException {
        return get(file).statusCode();
    }

    @Test
    void whoWatchesGoesOnWatching() throws IOException, InterruptedException {
        feed(8, 12);
        for (int i = 0; i < count; i++) {
            hold(i);
        }
        await("all are held")
                .atMost(PATIENCE)
                .until(() -> registry.get("headwater.http.held").gauge().value() == count);

        assertThat(status("source/index.m3u8?_HLS_part=0")).isEqualTo(400);
        assertThat(status("source/index.m3u8?_HLS_msn=-1")).isEqualTo(400);
        assertThat(status("source/index.m3u8?_HLS_skip=all")).isEqualTo(400);
        assertThat(status("junk/index.m3u8")).isEqualTo(404);
        assertThat(status("source/..%2f..%2fetc%2fpasswd")).isEqualTo(404);
        assertThat(status("../../etc/passwd")).isEqualTo(404);
        var oneMore = get("source/index.m3u8?_HLS_msn=8&_HLS_part=2");
        assertThat(oneMore.statusCode()).isEqualTo(503);
        assertThat(oneMore.headers().firstValue("Retry-After")).isPresent();

        assertThat(get("source/index.m3u8").body()).contains("TYPE=PART,URI=\"8.2.m4s\"\n");
        waiting.removeLast().close();
        await("there is room for one")
                .atMost(PATIENCE)
                .until(() -> status("source/index.m3u8?_HLS_msn=400") == 400);
        assertThat(status("source/8.7.m4s")).isEqualTo(404);

        feed(8, 6);
        assertThat(get("source/index.m3u8").body()).contains("URI=\"8.3.m4s\"");
        var part = get("source/8.2.m4s").body();
        for (var channel : waiting) {
            assertThat(answer(channel, part.length()))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .endsWith(part);
        }
        feed(8, 6);
        assertThat(get("source/index.m3u8?_HLS_msn=8&_HLS_part=3").body())
                .contains("URI=\"8.4.m4s\"");
    }

    private static String answer(SocketChannel channel, int bodyLength) throws IOException {
        var all = new StringBuilder();
        var buffer = ByteBuffer.allocate(16_384);
        int wanted = Integer.MAX_VALUE;
        while (all.length() < wanted && channel.read(buffer.clear()) >= 0) {
            all.append(ISO_8859_1.decode(buffer.flip()));
            int head = all.indexOf("\r\n\r\n");
            wanted = head < 0 ? Integer.MAX_VALUE : head + 4 + bodyLength;
        }
        return all.toString();
    }
}
