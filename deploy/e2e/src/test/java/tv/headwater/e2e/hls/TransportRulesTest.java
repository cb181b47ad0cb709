package tv.headwater.e2e.hls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static tv.headwater.e2e.hls.playlist.Texts.sentences;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tv.headwater.e2e.hls.playlist.Findings;
import tv.headwater.e2e.hls.playlist.MediaPlaylist.Segment;

@TestInstance(TestInstance.Lifecycle.PER_METHOD)
class TransportRulesTest {

    private static final long WRAP = 1L << 33;
    private static final int SECOND = 90_000;

    private final SyntheticTransport transport = new SyntheticTransport();
    private final Findings findings = Findings.none("index.m3u8");
    private final TransportRules rules = new TransportRules(findings);

    private static Segment segment(long msn) {
        return new Segment(0, msn, msn + ".ts", 2.0, 0, 0, null, null, null, false, List.of());
    }

    private void take(long msn, byte[] bytes) {
        rules.on(segment(msn), bytes, msn + ".ts");
    }

    @Test
    void findNothingWhereNothingIsWrong() {
        take(7, transport.segment(WRAP - 2 * SECOND, 20, 9000, true));
        var span = rules.on(segment(8), transport.segment(0, 20, 9000, true), "8.ts");
        take(9, transport.segment(2 * SECOND, 20, 9000, true));

        assertThat(findings.list()).isEmpty();
        assertThat(span.orElseThrow().duration()).isCloseTo(2, within(1e-9));
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                change("are no whole number of packets", bytes -> Arrays.copyOf(bytes, 400)),
                change("packet 3 has no sync", bytes -> with(bytes, 3 * 188, 0)),
                change("the first packet is of PID 256", bytes -> without(bytes, 2)),
                change("the second packet is of PID 256", bytes -> with(bytes, 188 + 1, 0x41)),
                change("has no prefix", bytes -> with(bytes, 4 * 188 - 20, 1)),
                change("goes on with counter", bytes -> with(bytes, 3 * 188 + 3, 0x3f)),
                change("has no media", bytes -> Arrays.copyOf(bytes, 2 * 188)));
    }

    private static Arguments change(String sentence, UnaryOperator<byte[]> change) {
        return arguments(sentence, change);
    }

    private static byte[] with(byte[] bytes, int at, int value) {
        bytes[at] = (byte) value;
        return bytes;
    }

    private static byte[] without(byte[] bytes, int packets) {
        return Arrays.copyOfRange(bytes, packets * 188, bytes.length);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void broken(String sentence, UnaryOperator<byte[]> change) {
        take(7, change.apply(transport.segment(0, 20, 9000, true)));

        assertFound(sentence);
    }

    @Test
    void whatDoesNotFollow() {
        take(7, transport.segment(0, 20, 9000, true));
        take(8, new SyntheticTransport().segment(2 * SECOND + 400, 20, 9000, false));

        assertFound("which lasts 2.0");
        assertFound("PID 256 starts with counter 1 after 4");
        assertFound("does not begin with a random access point");
    }

    private void assertFound(String sentence) {
        assertThat(sentences(findings)).anySatisfy(found -> assertThat(found).contains(sentence));
    }
}
