package tv.headwater.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The web pages as they come out of the jar. */
class PagesTest {

    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway =
                new RunningGateway(
                        "--headwater.kafka.bootstrap-servers=",
                        "--headwater.upstreams.metadata=http://127.0.0.1:1",
                        "--headwater.upstreams.edge=http://127.0.0.1:1");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void servesThePages() throws IOException {
        var front = gateway.get("/");
        assertThat(front.status()).isEqualTo(200);
        assertThat(front.headers())
                .containsEntry("Content-Type", "text/html;charset=UTF-8")
                .containsEntry("Cache-Control", "no-cache");
        assertThat(front.text()).startsWith("<!doctype html>").contains("Live now");
        assertThat(gateway.get("/watch/abcdefgh12345678").text()).contains("<video");
        assertThat(gateway.get("/embed/abcdefgh12345678").text()).contains("<video");
        assertThat(gateway.get("/robots.txt").text()).contains("Disallow: /api/");
        assertThat(gateway.get("/favicon.ico").headers())
                .containsEntry("Content-Type", "image/x-icon");
        assertThat(gateway.get("/favicon.svg").text()).startsWith("<svg");
    }

    @Test
    void letsAssetsBeKeptForEver() throws IOException {
        var script = asset("/watch/abcdefgh12345678", "js");
        var plain = gateway.get(script);
        assertThat(plain.headers())
                .containsEntry("Content-Type", "text/javascript;charset=UTF-8")
                .containsEntry("Cache-Control", "max-age=31536000, public, immutable");
        var zipped = gateway.get(script, "Accept-Encoding: br, gzip");
        assertThat(zipped.headers())
                .containsEntry("Content-Encoding", "gzip")
                .containsEntry("Vary", "Accept-Encoding");
        assertThat(zipped.body().length).isLessThan(plain.body().length / 2);
        assertThat(zipped.headers().get("ETag")).isNotEqualTo(plain.headers().get("ETag"));
        assertThat(gateway.get(script, "Accept-Encoding: gzip;q=0").body()).isEqualTo(plain.body());
        var again = gateway.get(script, "If-None-Match: " + plain.headers().get("ETag"));
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    @Test
    void hasNothingInlineAndNothingFromElsewhereInItsPages() throws IOException {
        for (var page : new String[] {"/", "/watch/abcdefgh12345678", "/embed/abcdefgh12345678"}) {
            var html = gateway.get(page).text().toLowerCase(Locale.ROOT);
            assertThat(html)
                    .doesNotContain("<style", " style=", " onclick=", "//cdn", "src=\"http")
                    .doesNotContainPattern("<script(?![^>]* src=\"/assets/)");
        }
    }

    /** The largest that the page names. */
    private static String asset(String page, String ending) throws IOException {
        var names = Pattern.compile("/assets/[^\"]+\\." + ending);
        var largest = "";
        int most = 0;
        for (var found : names.matcher(gateway.get(page).text()).results().toList()) {
            int length = gateway.get(found.group()).body().length;
            if (length > most) {
                most = length;
                largest = found.group();
            }
        }
        assertThat(largest).isNotEmpty();
        return largest;
    }
}
