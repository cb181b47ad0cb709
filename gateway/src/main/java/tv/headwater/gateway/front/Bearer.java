package tv.headwater.gateway.front;

import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;

/** Tokens that stand in {@code Authorization: Bearer} (RFC 6750 2.1). */
public final class Bearer {

    private static final String SCHEME = "Bearer ";

    private Bearer() {}

    /** All there are, in their order; schemes know no case. */
    public static Stream<String> tokens(HttpHeaders headers) {
        return headers.getOrEmpty(HttpHeaders.AUTHORIZATION).stream()
                .filter(value -> value.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .map(value -> value.substring(SCHEME.length()).strip());
    }
}
