package tv.headwater.edge.origin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheControlTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                                                          | 0        | false
                    public, max-age=3600, immutable       | 3600     | true
                    public,max-age=1                      | 1        | false
                    Max-Age=2                             | 2        | false
                    no-store                              | 0        | false
                    max-age=5, no-cache                   | 0        | false
                    max-age=5, private                    | 5        | false
                    max-age=-5                            | 0        | false
                    max-age=x, immutable                  | 0        | false
                    max-age=99999999999999999999          | 0        | false
                    max-age=999999999999                  | 31536000 | false
                    immutable                             | 0        | false
                    """)
    void reads(String header, long seconds, boolean immutable) {
        var caching = CacheControl.parse(header);
        assertThat(caching.maxAge().toSeconds()).isEqualTo(seconds);
        assertThat(caching.immutable()).isEqualTo(immutable);
    }
}
