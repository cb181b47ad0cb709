package tv.headwater.gateway.pages;

import java.time.Duration;
import java.util.Arrays;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** The web pages. The page of a stream is the same for every stream: its script asks the API. */
@RestController
final class PagesController {

    private static final CacheControl REVALIDATE = CacheControl.noCache();
    private static final CacheControl DAY = CacheControl.maxAge(Duration.ofDays(1)).cachePublic();
    private static final CacheControl FOREVER =
            CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

    private final Pages pages;

    PagesController(Pages pages) {
        this.pages = pages;
    }

    @GetMapping("/")
    ResponseEntity<byte[]> front(ServerWebExchange exchange) {
        return answer(exchange, "index.html", REVALIDATE);
    }

    @GetMapping("/watch/{id}")
    ResponseEntity<byte[]> watch(ServerWebExchange exchange) {
        return answer(exchange, "watch.html", REVALIDATE);
    }

    @GetMapping("/embed/{id}")
    ResponseEntity<byte[]> embed(ServerWebExchange exchange) {
        return answer(exchange, "embed.html", REVALIDATE);
    }

    /** A stream's part of the studio is the same page: its script reads the path. */
    @GetMapping({"/studio", "/studio/{id}"})
    ResponseEntity<byte[]> studio(ServerWebExchange exchange) {
        return answer(exchange, "studio.html", REVALIDATE);
    }

    @GetMapping("/admin")
    ResponseEntity<byte[]> admin(ServerWebExchange exchange) {
        return answer(exchange, "admin.html", REVALIDATE);
    }

    /** Their names hold a hash of their content. */
    @GetMapping("/assets/{name}")
    ResponseEntity<byte[]> asset(ServerWebExchange exchange, @PathVariable String name) {
        return answer(exchange, "assets/" + name, FOREVER);
    }

    @GetMapping({"/favicon.ico", "/favicon.svg", "/robots.txt"})
    ResponseEntity<byte[]> fixed(ServerWebExchange exchange) {
        return answer(exchange, exchange.getRequest().getURI().getPath().substring(1), DAY);
    }

    private ResponseEntity<byte[]> answer(
            ServerWebExchange exchange, String name, CacheControl cacheControl) {
        return pages.get(name).answer(cacheControl, acceptsGzip(exchange));
    }

    private static boolean acceptsGzip(ServerWebExchange exchange) {
        return exchange.getRequest().getHeaders().getOrEmpty(HttpHeaders.ACCEPT_ENCODING).stream()
                .flatMap(line -> Arrays.stream(line.split(",", -1)))
                .map(String::strip)
                .anyMatch(coding ->
                        coding.startsWith("gzip") && !coding.matches("gzip\\s*;\\s*q=0(\\.0*)?"));
    }
}
