package tv.headwater.packager.playlist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.id.EventId;
import tv.headwater.contract.media.AttributeValue;
import tv.headwater.contract.media.TimedEvent;

class DateRangeTest {

    private static final long START = TestMedia.WALL_CLOCK;

    @Test
    void tags() throws IOException {
        var cue =
                new TimedEvent(
                        new EventId("cue0000000000001"),
                        "org.example.ad",
                        START,
                        30_040_000L,
                        29_500_000L,
                        false,
                        Map.of(
                                "ORG-EXAMPLE-NAME", new AttributeValue.Quoted("Ünï 🎥"),
                                "PRICE", new AttributeValue.Decimal(new BigDecimal("12.50")),
                                "CUE", new AttributeValue.Hexadecimal("0xFC30")),
                        "not for playlists");
        var chapter =
                new TimedEvent(
                        new EventId("chapter000000001"),
                        "chapter",
                        START + 1999,
                        null,
                        null,
                        true,
                        Map.of(),
                        null);
        var goal = plain("goal000000000001", 0L);
        var open = plain("open000000000001", null);
        assertThat(
                        Stream.of(cue, chapter, goal, open)
                                .map(event -> new DateRange(event).text())
                                .collect(Collectors.joining()))
                .isEqualTo(PlaylistTextTest.golden("date-ranges.m3u8"));
    }

    private static TimedEvent plain(String id, @org.jspecify.annotations.Nullable Long duration) {
        return new TimedEvent(new EventId(id), null, START, duration, null, false, Map.of(), null);
    }
}
