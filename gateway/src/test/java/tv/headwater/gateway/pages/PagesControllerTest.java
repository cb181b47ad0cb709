package tv.headwater.gateway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

/** The controller without the front door before it. */
class PagesControllerTest {

    private final WebTestClient client =
            WebTestClient.bindToController(new PagesController(new Pages())).build();

    @ParameterizedTest
    @CsvSource({
        "/studio, Studio · Headwater",
        "/studio/abcdefgh12345678, Studio · Headwater",
        "/admin, Admin · Headwater"
    })
    void servesThePagesOfWhoIsSignedIn(String path, String title) {
        var html =
                client.get()
                        .uri(path)
                        .exchange()
                        .expectStatus()
                        .isOk()
                        .expectHeader()
                        .contentType(MediaType.parseMediaType("text/html;charset=UTF-8"))
                        .expectHeader()
                        .valueEquals("Cache-Control", "no-cache")
                        .expectBody(String.class)
                        .returnResult()
                        .getResponseBody();
        assertThat(html).contains("<title>" + title + "</title>");
        assertThat(html.toLowerCase(Locale.ROOT))
                .doesNotContain("<style", " style=", " onclick=", "//cdn", "src=\"http")
                .doesNotContainPattern("<script(?![^>]* src=\"/assets/)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/studio/a/b", "/admin/x", "/studio.html", "/admin.html"})
    void servesNothingBelowThem(String path) {
        client.get().uri(path).exchange().expectStatus().isNotFound();
    }
}
