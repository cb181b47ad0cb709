package tv.headwater.ingest.rtmp.amf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AmfTest {

    private static final AmfLimits LIMITS = AmfLimits.PUBLISHING;

    /** Drives decode, encode and the fuzz seeds: values and their bytes. */
    static List<Arguments> cases() {
        return List.of(
                arguments(List.of(), ""),
                arguments(List.of(AmfValue.of(1)), "00 3ff0000000000000"),
                arguments(List.of(new AmfValue.Flag(true)), "01 01"),
                arguments(List.of(AmfValue.of("live")), "02 0004 6c697665"),
                arguments(List.of(AmfValue.of("")), "02 0000"),
                arguments(List.of(AmfValue.NULL, AmfValue.of("é")), "05 02 0002 c3a9"),
                arguments(
                        List.of(properties("app", AmfValue.of("live"), "n", AmfValue.of(-2))),
                        "03 0003 617070 02 0004 6c697665 0001 6e 00 c000000000000000 0000 09"),
                arguments(List.of(properties()), "03 0000 09"),
                arguments(
                        List.of(new AmfValue.EcmaArray(Map.of("w", AmfValue.of(0.5)))),
                        "08 00000001 0001 77 00 3fe0000000000000 0000 09"),
                arguments(
                        List.of(
                                new AmfValue.StrictArray(
                                        List.of(AmfValue.of("avc1"), new AmfValue.Flag(false)))),
                        "0a 00000002 02 0004 61766331 01 00"),
                arguments(List.of(new AmfValue.Date(1000)), "0b 408f400000000000 0000"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void readsAndWrites(List<AmfValue> values, String hex) {
        assertThat(AmfReader.read(bytes(hex), LIMITS)).isEqualTo(values);
        assertThat(AmfWriter.write(values)).isEqualTo(bytes(hex).array());
    }

    static Stream<Arguments> readings() {
        return Stream.of(
                arguments("06", AmfValue.NULL),
                arguments("0d", AmfValue.NULL),
                arguments("0c 00000002 6869", AmfValue.of("hi")),
                arguments("0f 00000002 6869", AmfValue.of("hi")),
                arguments("10 0001 43 0001 61 05 0000 09", properties("a", AmfValue.NULL)),
                arguments(
                        "08 00000000 0001 61 05 0000 09",
                        new AmfValue.EcmaArray(Map.of("a", AmfValue.NULL))),
                // The end marker that some encoders leave out.
                arguments(
                        "08 00000001 0001 61 05",
                        new AmfValue.EcmaArray(Map.of("a", AmfValue.NULL))));
    }

    @ParameterizedTest
    @MethodSource("readings")
    void readsWhatOthersWrite(String hex, AmfValue value) {
        assertThat(AmfReader.read(bytes(hex), LIMITS)).containsExactly(value);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                arguments("00 3ff0", "an AMF value runs past the end of its message"),
                arguments("02 0005 6162", "an AMF value runs past the end of its message"),
                arguments("03 0001 61 05", "an AMF value runs past the end of its message"),
                arguments("03 0000", "an AMF value runs past the end of its message"),
                arguments("0a 7fffffff", "AMF array of 2147483647 values, but 0 bytes are left"),
                arguments("08 ffffffff 00", "AMF array of 4294967295 values, but 1 bytes are left"),
                arguments("0c ffffffff", "AMF string of 4294967295 bytes exceeds 65536"),
                arguments("0c 00010001", "AMF string of 65537 bytes exceeds 65536"),
                arguments("07 0000", "AMF marker 7 is not supported"),
                arguments("11 06", "AMF 3 is not supported"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refuses(String hex, String why) {
        assertThatThrownBy(() -> AmfReader.read(bytes(hex), LIMITS))
                .isInstanceOf(MalformedAmf.class)
                .hasMessage(why);
    }

    @Test
    void depthIsLimited() {
        assertThat(AmfReader.read(nested(16), LIMITS)).hasSize(1);
        assertThatThrownBy(() -> AmfReader.read(nested(17), LIMITS))
                .hasMessage("AMF values nest deeper than 16");
    }

    @Test
    void valuesAreCountedInAllDepths() {
        var most = new AmfValue.StrictArray(Collections.nCopies(1023, AmfValue.NULL));
        assertThat(AmfReader.read(written(most), LIMITS)).containsExactly(most);
        var oneMore = new AmfValue.StrictArray(Collections.nCopies(1024, AmfValue.NULL));
        assertThatThrownBy(() -> AmfReader.read(written(oneMore), LIMITS))
                .hasMessage("more than 1024 AMF values in a message");
    }

    @Test
    void stringsAreShorterBeforePublish() {
        var text = AmfValue.of("x".repeat(4097));
        assertThat(AmfReader.read(written(text), LIMITS)).containsExactly(text);
        assertThatThrownBy(() -> AmfReader.read(written(text), AmfLimits.BEFORE_PUBLISH))
                .hasMessage("AMF string of 4097 bytes exceeds 4096");
    }

    @Test
    void aLongStringIsWrittenLong() {
        var text = AmfValue.of("x".repeat(65_536));
        assertThat(AmfReader.read(written(text), LIMITS)).containsExactly(text);
    }

    @Property(tries = 5000)
    void anyBytesAreValuesOrMalformed(@ForAll @Size(max = 200) byte[] bytes) {
        readOrRefuse(bytes);
    }

    @Property(tries = 5000)
    void aChangedSeedIsValuesOrMalformed(
            @ForAll @IntRange(max = 10) int which,
            @ForAll @Size(max = 4) List<@IntRange(min = 0) Integer> at,
            @ForAll byte value) {
        var seed = bytes((String) cases().get(which).get()[1]).array();
        at.forEach(offset -> {
            if (seed.length > 0) {
                seed[offset % seed.length] = value;
            }
        });
        readOrRefuse(seed);
    }

    /** What was read can be written and read again. */
    private static void readOrRefuse(byte[] bytes) {
        try {
            var values = AmfReader.read(ByteBuffer.wrap(bytes), LIMITS);
            assertThat(AmfReader.read(ByteBuffer.wrap(AmfWriter.write(values)), LIMITS))
                    .isEqualTo(values);
        } catch (MalformedAmf e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }

    private static ByteBuffer nested(int depth) {
        AmfValue value = AmfValue.NULL;
        for (int i = 0; i < depth; i++) {
            value = properties("a", value);
        }
        return written(value);
    }

    private static ByteBuffer written(AmfValue value) {
        return ByteBuffer.wrap(AmfWriter.write(List.of(value)));
    }

    private static AmfValue.Properties properties() {
        return new AmfValue.Properties(Map.of());
    }

    private static AmfValue.Properties properties(String name, AmfValue value) {
        return new AmfValue.Properties(Map.of(name, value));
    }

    private static AmfValue.Properties properties(
            String name, AmfValue value, String second, AmfValue secondValue) {
        Map<String, AmfValue> entries = new LinkedHashMap<>();
        entries.put(name, value);
        entries.put(second, secondValue);
        return new AmfValue.Properties(entries);
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    }
}
