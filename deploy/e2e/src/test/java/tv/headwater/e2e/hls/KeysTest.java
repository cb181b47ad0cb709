package tv.headwater.e2e.hls;

import static org.assertj.core.api.Assertions.assertThat;
import static tv.headwater.e2e.hls.playlist.Texts.sentences;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tv.headwater.e2e.hls.playlist.Attributes;
import tv.headwater.e2e.hls.playlist.Findings;
import tv.headwater.e2e.hls.playlist.MediaPlaylist.Segment;

@TestInstance(TestInstance.Lifecycle.PER_METHOD)
class KeysTest {

    private static final byte[] KEY = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final Findings findings = Findings.none("index.m3u8");
    private final Tally tally = new Tally();
    private final Keys keys =
            new Keys(
                    new Client(HttpClient.newHttpClient(), Duration.ofSeconds(5)), findings, tally);
    private HttpServer server;
    private byte[] served = KEY;
    private String caching = "no-store";

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/keys/3",
                exchange -> {
                    exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
                    exchange.getResponseHeaders().set("Cache-Control", caching);
                    exchange.sendResponseHeaders(200, served.length);
                    exchange.getResponseBody().write(served);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private URI playlist() {
        return URI.create(
                "http://127.0.0.1:" + server.getAddress().getPort() + "/source/index.m3u8");
    }

    private static Segment segment(String uri) {
        var key = new Attributes(Map.of("METHOD", "AES-128", "URI", "\"" + uri + "\""));
        return new Segment(0, 258, "258.ts", 2, 0, 0, null, key, null, false, List.of());
    }

    private static byte[] encrypted(byte[] clear) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        var iv = new byte[16];
        iv[14] = 1;
        iv[15] = 2;
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(KEY, "AES"), new IvParameterSpec(iv));
        return cipher.doFinal(clear);
    }

    @Test
    void openASegment() throws GeneralSecurityException {
        var clear = "in the clear".getBytes(StandardCharsets.US_ASCII);
        var opened = keys.open(segment("../keys/3"), encrypted(clear), playlist(), "258.ts");

        assertThat(opened).contains(clear);
        assertThat(findings.list()).isEmpty();
        assertThat(tally.keys.sum()).isOne();
    }

    @Test
    void anotherKeyDoesNotOpenIt() throws GeneralSecurityException {
        served = "another key of16".getBytes(StandardCharsets.US_ASCII);
        var bytes = encrypted(new byte[40]);

        assertThat(keys.open(segment("../keys/3"), bytes, playlist(), "258.ts")).isEmpty();
        assertFound("the key does not open the segment");
    }

    @Test
    void aKeyThatIsNone() {
        served = new byte[15];
        caching = "max-age=3";

        assertThat(keys.of(segment("../keys/3"), playlist())).isEmpty();
        assertFound("the key has 15 bytes, not 16");
        assertFound("a key may be kept: max-age=3");
        assertThat(tally.keys.sum()).isZero();
    }

    @Test
    void aKeyThatIsNotThere() {
        assertThat(keys.of(segment("../keys/4"), playlist())).isEmpty();
        assertFound("what is offered is answered with 404");
    }

    private void assertFound(String sentence) {
        assertThat(sentences(findings)).anySatisfy(found -> assertThat(found).contains(sentence));
    }
}
