package tv.headwater.e2e.hls;

import static org.assertj.core.api.Assertions.assertThat;
import static tv.headwater.e2e.hls.playlist.Texts.sentences;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tv.headwater.e2e.hls.Client.Answer;
import tv.headwater.e2e.hls.playlist.Findings;

@TestInstance(TestInstance.Lifecycle.PER_METHOD)
class HttpRulesTest {

    private static final Instant NOW = Instant.parse("2026-11-27T10:00:00Z");

    private static final Map<String, String> PLAYLIST =
            Map.of(
                    "Content-Type", "application/vnd.apple.mpegurl",
                    "Cache-Control", "public, max-age=1",
                    "ETag", "\"abc\"");

    private static final Map<String, String> MEDIA =
            Map.of(
                    "Content-Type", "video/mp4",
                    "Cache-Control", "public, max-age=3600, immutable",
                    "Age", "10",
                    "ETag", "\"abc\"");

    private final Findings findings = Findings.none("index.m3u8");

    private static Answer answer(int status, String uri, Map<String, String> headers) {
        var all = new HashMap<String, List<String>>();
        headers.forEach((name, value) -> all.put(name, List.of(value)));
        return new Answer(
                URI.create("http://origin/live/s/source/" + uri),
                status,
                HttpHeaders.of(all, (_, _) -> true),
                new byte[0],
                Duration.ZERO);
    }

    private static Map<String, String> with(
            Map<String, String> headers, String name, String value) {
        var all = new HashMap<>(headers);
        all.put(name, value);
        return all;
    }

    @Test
    void findNothingWhereNothingIsWrong() {
        HttpRules.playlist(answer(200, "index.m3u8", PLAYLIST), 2, findings);
        HttpRules.playlist(
                answer(
                        200,
                        "index.m3u8?_HLS_msn=4",
                        with(PLAYLIST, "Cache-Control", "public, max-age=12")),
                2,
                findings);
        HttpRules.media(
                answer(200, "1.m4s", MEDIA),
                Container.FRAGMENTED_MP4,
                NOW.minusSeconds(9),
                NOW,
                findings);
        HttpRules.media(answer(200, "1.m4s", MEDIA), Container.FRAGMENTED_MP4, null, NOW, findings);

        assertThat(HttpRules.found(answer(200, "1.m4s", MEDIA), findings)).isTrue();
        assertThat(findings.list()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Content-Type|text/plain|the content type is \"text/plain\"",
                "Cache-Control|public, max-age=3|a playlist may be kept for 3 s, more than 2",
                "Cache-Control|max-age=1, immutable|a playlist is immutable",
                "Cache-Control|''|a playlist has no Cache-Control",
                "Age|2|a playlist is 2 s old, more than its public, max-age=1",
                "Age|-1|Age is \"-1\"",
                "ETag|abc|the ETag is [abc]"
            })
    void playlist(String name, String value, String sentence) {
        HttpRules.playlist(answer(200, "index.m3u8", with(PLAYLIST, name, value)), 2, findings);

        assertThat(sentences(findings)).singleElement().asString().contains(sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Content-Type|video/mp2t|the content type is \"video/mp2t\"",
                "Cache-Control|public, max-age=3600|media is not immutable",
                "Cache-Control|public, immutable|media is not immutable for a while",
                "Age|12|Age of 12 s is more than the object's PT11S",
                "Age|1.5|Age is \"1.5\"",
                "ETag|''|the ETag is []"
            })
    void media(String name, String value, String sentence) {
        var answer = answer(200, "1.m4s", with(MEDIA, name, value));

        HttpRules.media(answer, Container.FRAGMENTED_MP4, NOW.minusSeconds(9), NOW, findings);

        assertThat(sentences(findings)).singleElement().asString().contains(sentence);
    }

    @Test
    void whatIsListedIsThere() {
        assertThat(HttpRules.found(answer(404, "1.m4s", MEDIA), findings)).isFalse();

        assertThat(sentences(findings))
                .singleElement()
                .asString()
                .contains("/live/s/source/1.m4s: what is offered is answered with 404");
    }
}
