package tv.headwater.gateway.pages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/** The files of the web pages, all in memory: they are few and small. */
@Component
final class Pages {

    /** A folder of their own, so that no other service on the same class path serves them by accident. */
    private static final String FOLDER = "gateway-pages/";

    private final Map<String, Page> pages;

    Pages() {
        this.pages = read();
    }

    /**
     * @throws ResponseStatusException 404 if there is no such file
     */
    Page get(String name) {
        var page = pages.get(name);
        if (page == null) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        return page;
    }

    private static Map<String, Page> read() {
        var pages = new TreeMap<String, Page>();
        try {
            var resources = new PathMatchingResourcePatternResolver(Pages.class.getClassLoader());
            for (var file : resources.getResources("classpath*:" + FOLDER + "**/*.*")) {
                var url = file.getURL().toString();
                var name = url.substring(url.lastIndexOf(FOLDER) + FOLDER.length());
                pages.put(name, new Page(name, file.getContentAsByteArray()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the web pages cannot be read", e);
        }
        return Map.copyOf(pages);
    }
}
