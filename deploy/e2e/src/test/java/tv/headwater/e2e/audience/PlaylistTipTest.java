package tv.headwater.e2e.audience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaylistTipTest {

    private static final String HEAD =
            """
            #EXTM3U
            #EXT-X-VERSION:9
            #EXT-X-TARGETDURATION:2
            #EXT-X-PART-INF:PART-TARGET=0.200000
            #EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL=12.0,PART-HOLD-BACK=0.600000,HOLD-BACK=6.0
            #EXT-X-MEDIA-SEQUENCE:7
            """;

    private static final String SEGMENT =
            """
            #EXT-X-PART:DURATION=0.200000,URI="9.0.m4s",INDEPENDENT=YES
            #EXT-X-PART:DURATION=0.100000,URI="9.1.m4s"
            #EXTINF:0.300000,
            9.m4s
            """;

    private static final String WHOLE =
            HEAD + "#EXTINF:2.000000,\n7.m4s\n#EXTINF:2.000000,\n8.m4s\n" + SEGMENT;

    private static final String DELTA = HEAD + "#EXT-X-SKIP:SKIPPED-SEGMENTS=2\n" + SEGMENT;

    private static final String OPEN = "#EXT-X-PART:DURATION=0.200000,URI=\"10.0.m4s\"\n";

    private record Tip(String playlist, String parts, Position next) {}

    private static Stream<Tip> tips() {
        return Stream.of(
                new Tip(WHOLE, "9.0 9.1", new Position(10, 0)),
                new Tip(DELTA, "9.0 9.1", new Position(10, 0)),
                new Tip(WHOLE + OPEN, "9.0 9.1 10.0", new Position(10, 1)),
                new Tip(DELTA + OPEN, "9.0 9.1 10.0", new Position(10, 1)));
    }

    @ParameterizedTest
    @MethodSource("tips")
    void numbersParts(Tip tip) throws IOException {
        var read = PlaylistTip.parse(tip.playlist().getBytes(StandardCharsets.UTF_8));

        assertThat(read.next()).isEqualTo(tip.next());
        assertThat(read.holdBack()).isEqualTo(Duration.ofMillis(600));
        assertThat(read.hasDeltas()).isTrue();
        assertThat(read.parts().stream().map(part -> part.position().toString()))
                .containsExactly(tip.parts().split(" ", -1));
        assertThat(read.parts())
                .allSatisfy(part -> assertThat(part.uri()).isEqualTo(part.position() + ".m4s"));
        assertThat(read.parts().get(1).duration()).isEqualTo(Duration.ofMillis(100));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "#EXTM3U\n#EXT-X-ENDLIST\n"})
    void refusesWhatHasNoParts(String text) {
        assertThatThrownBy(() -> PlaylistTip.parse(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IOException.class);
    }
}
