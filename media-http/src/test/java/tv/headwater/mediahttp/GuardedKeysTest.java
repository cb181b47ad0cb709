package tv.headwater.mediahttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tv.headwater.mediahttp.MediaResponse.Caching;

class GuardedKeysTest {

    private static final String STREAM = "/live/abcdefgh01234567";
    private static final String KEY = STREAM + "/keys/7";
    private static final String SEGMENT = STREAM + "/source/5.m4s";

    private final FakeResources resources = new FakeResources();

    @Test
    void aKeyIsWholeAndNeverStored() throws IOException {
        try (var server = server(KeyAccess.WHOEVER_PLAYS);
                var client = new RawClient(server.port())) {
            var key = client.get(KEY);
            assertThat(key.status()).isEqualTo(200);
            assertThat(key.text()).isEqualTo("0123456789abcdef");
            assertThat(key.header("Cache-Control")).isEqualTo("no-store");
            assertThat(key.header("ETag")).isNull();
            assertThat(key.header("Content-Type")).isEqualTo("application/octet-stream");
            assertThat(client.get(STREAM + "/keys/8").status()).isEqualTo(404);
        }
    }

    @Test
    void whoMayNotHaveTheKeyGetsAllElse() throws IOException {
        try (var server = server(_ -> false);
                var client = new RawClient(server.port())) {
            var refused = client.get(KEY);
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.text().strip()).isEqualTo("the key is not for this viewer");
            assertThat(refused.header("Cache-Control")).isEqualTo("no-store");
            assertThat(client.get(SEGMENT).status()).isEqualTo(200);
            assertThat(resources.asked).extracting(r -> r.path().path()).containsExactly(SEGMENT);
        }
    }

    private MediaServer server(KeyAccess access) {
        resources.put(SEGMENT, FakeResources.segment(new byte[] {1}));
        resources.put(
                KEY,
                new MediaResponse.Found(
                        "application/octet-stream",
                        Caching.seconds(0),
                        ByteBuffer.wrap("0123456789abcdef".getBytes(StandardCharsets.US_ASCII)),
                        Duration.ZERO));
        var server =
                new MediaServer(
                        "127.0.0.1",
                        0,
                        MediaHttpLimits.defaults(),
                        new GuardedKeys(access, resources),
                        new SimpleMeterRegistry());
        server.start();
        return server;
    }
}
