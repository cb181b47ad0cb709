package tv.headwater.contract.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tv.headwater.contract.log.Json;

class LadderTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"auto\"",
                "\"source\"",
                "[{\"name\":\"720p\",\"height\":720,\"videoBitrate\":3000000},"
                        + "{\"name\":\"low\",\"height\":144,\"videoBitrate\":100000,\"codec\":\"av1\"}]",
            })
    void readsWhatItWrites(String json) {
        var ladder = Json.MAPPER.readValue(json, Ladder.class);
        assertThat(Json.MAPPER.writeValueAsString(ladder)).isEqualTo(json);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "\"best\"|ladder is not auto, source or a list of rungs",
                "5|ladder is not auto, source or a list of rungs",
                "[]|ladder of 0 rungs is not in 1..8",
                "[5]|ladder rung is not {name, height, videoBitrate, codec?}",
                "[{\"name\":\"a\",\"height\":720}]|ladder rung is not {name, height, videoBitrate, codec?}",
                "[{\"name\":\"a\",\"height\":720,\"videoBitrate\":200000,\"codec\":\"vp9\"}]|ladder rung codec is not h264, hevc or av1",
                "[{\"name\":\"poster\",\"height\":720,\"videoBitrate\":200000}]|ladder rung name 'poster' is reserved",
                "[{\"name\":\"-\",\"height\":720,\"videoBitrate\":200000}]|ladder rung name is not 1 to 16 characters of [a-z0-9-] that begin with a letter or digit",
                "[{\"name\":\"a\",\"height\":\"720\",\"videoBitrate\":1}]|ladder rung wants a text name and whole numbers height and videoBitrate",
                "[{\"name\":\"a\",\"height\":721,\"videoBitrate\":3000000}]|ladder rung height 721 is not even and in 144..2160",
                "[{\"name\":\"a\",\"height\":720,\"videoBitrate\":1}]|ladder rung videoBitrate 1 is not in 100000..50000000",
                "[{\"name\":\"source\",\"height\":720,\"videoBitrate\":3000000}]|ladder rung name 'source' is reserved",
                "[{\"name\":\"a\",\"height\":720,\"videoBitrate\":3000000},{\"name\":\"a\",\"height\":480,\"videoBitrate\":3000000}]|ladder has two rungs named a",
            })
    void refusesWhatIsNoLadder(String json, String message) {
        assertThatThrownBy(() -> Json.MAPPER.readValue(json, Ladder.class))
                .rootCause()
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void refusesTooManyRungs() {
        var rungs =
                IntStream.range(0, 9)
                        .mapToObj(i ->
                                "{\"name\":\"r%d\",\"height\":720,\"videoBitrate\":100000}"
                                        .formatted(i))
                        .collect(Collectors.joining(",", "[", "]"));
        assertThatThrownBy(() -> Json.MAPPER.readValue(rungs, Ladder.class))
                .rootCause()
                .hasMessage("ladder of 9 rungs is not in 1..8");
    }
}
