package tv.headwater.gateway.steering;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tv.headwater.contract.log.Json;
import tv.headwater.gateway.edge.Pathway;
import tv.headwater.gateway.edge.PublicUrl;

class SteeringManifestTest {

    /** Pathways a, b, c … */
    private static List<Pathway> pathways(String urls) {
        var each = urls.split(" ", -1);
        return IntStream.range(0, each.length)
                .mapToObj(i ->
                        new Pathway(
                                String.valueOf((char) ('a' + i)),
                                PublicUrl.of(each[i], "live.example.com")))
                .toList();
    }

    private static SteeringManifest manifest(String urls, @Nullable String current) {
        return SteeringManifest.of(pathways(urls), current, 10, "/steer/abcdefgh12345678");
    }

    @Test
    void readsAsTheDraftSays() {
        var json = Json.write(manifest("https://one.example https://two.example", "a"));
        assertThat(new String(json, StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"VERSION\":1,\"TTL\":10,\"RELOAD-URI\":\"/steer/abcdefgh12345678\","
                                + "\"PATHWAY-PRIORITY\":[\"a\",\"b\"],\"PATHWAY-CLONES\":[{"
                                + "\"BASE-ID\":\"a\",\"ID\":\"b\",\"URI-REPLACEMENT\":"
                                + "{\"HOST\":\"two.example\"}}]}");
        assertThat(new String(Json.write(manifest("https://one", "a")), StandardCharsets.UTF_8))
                .doesNotContain("CLONES");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            textBlock =
                    """
                    https://one https://two https://three,     a, a>b=two a>c=three, of where the player is
                    https://one https://two https://three,     c, c>a=one c>b=two,   likewise
                    https://one https://two https://three,     -, a>b=two a>c=three, of the first if it does not say
                    https://one https://two https://three,     x, x>a=one x>b=two x>c=three, of one that is gone like the rest
                    https://one,                               x, '',                one alone is like no other
                    http://{host}:1 http://{host}:2,           a, '',                a port cannot be replaced
                    http://one:1 http://two:2 http://three:1,  a, a>c=three,         only the hosts of those alike
                    http://one:1 http://two:2 http://three:1,  x, '',                unknown what a gone one was like
                    https://one https://two/eu,                a, '',                nor a path
                    http://one https://two,                    a, '',                nor a scheme
                    http://[::1]:8090 http://[::2]:8090,       a, a>b=[::2],         IPv6
                    """)
    void clonesWhatAHostCanTell(String urls, @Nullable String current, String clones, String why) {
        var expected = clones.isEmpty() ? List.of() : Arrays.asList(clones.split(" ", -1));
        assertThat(manifest(urls, current).pathwayClones())
                .as(why)
                .extracting(c -> c.baseId() + ">" + c.id() + "=" + c.uriReplacement().host())
                .isEqualTo(expected);
    }
}
