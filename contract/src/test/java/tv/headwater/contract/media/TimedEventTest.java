package tv.headwater.contract.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.id.EventId;

class TimedEventTest {

    private static final EventId ID = new EventId("cue0000000000001");

    static final TimedEvent CUE =
            new TimedEvent(
                    ID,
                    "org.example.ad",
                    TestMedia.WALL_CLOCK,
                    30_000_000L,
                    29_500_000L,
                    false,
                    Map.of(
                            "ORG-EXAMPLE-NAME", new AttributeValue.Quoted("Ünï 🎥"),
                            "PRICE", new AttributeValue.Decimal(new BigDecimal("12.50")),
                            "CUE", new AttributeValue.Hexadecimal("0xFC30")),
                    "{\"ad\": 1}\n");

    static final TimedEvent CHAPTER =
            new TimedEvent(ID, "chapter", 0, null, null, true, Map.of(), null);

    private static TimedEvent event(
            @Nullable String dateRangeClass,
            @Nullable Long duration,
            boolean endOnNext,
            Map<String, AttributeValue> attributes,
            @Nullable String text) {
        return new TimedEvent(ID, dateRangeClass, 0, duration, null, endOnNext, attributes, text);
    }

    private static Map<String, AttributeValue> attributes(int count) {
        var attributes = new HashMap<String, AttributeValue>();
        for (int i = 0; i < count; i++) {
            attributes.put("A" + i, new AttributeValue.Quoted("x".repeat(256)));
        }
        return attributes;
    }

    private static Map<String, AttributeValue> named(String name) {
        return Map.of(name, new AttributeValue.Quoted(""));
    }

    @Test
    void theBiggestFitsItsRecord() {
        var attributes = new HashMap<String, AttributeValue>();
        for (int i = 10; i < 30; i++) {
            attributes.put("N".repeat(30) + i, new AttributeValue.Quoted("中".repeat(256)));
        }
        var biggest = event("c".repeat(64), 86_400_000_000L, false, attributes, "t".repeat(1024));
        var record = TimedMetadata.of(TestMedia.STREAM, 1, 1, biggest);
        var bytes = MediaRecordCodec.encode(record);
        assertThat(MediaRecordCodec.decode(java.nio.ByteBuffer.wrap(bytes))).isEqualTo(record);
    }

    @Test
    void valuesAreWrittenAsTheStandardSays() {
        assertThat(CUE.attributes().values())
                .extracting(AttributeValue::text)
                .containsExactly("0xFC30", "\"Ünï 🎥\"", "12.5");
        assertThat(new AttributeValue.Decimal(new BigDecimal("1E+3")).text()).isEqualTo("1000");
        assertThat(new AttributeValue.Decimal(new BigDecimal("0E-30")).text()).isEqualTo("0");
        assertThat(CUE.endDate()).isEqualTo(TestMedia.WALL_CLOCK + 30_000_000);
        assertThat(CHAPTER.endDate()).isNull();
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(
                        (Runnable) () -> event("a b", null, false, Map.of(), null),
                        "class is not 1 to 64 characters of [A-Za-z0-9._-]"),
                Arguments.of(
                        (Runnable) () -> event("a".repeat(65), null, false, Map.of(), null),
                        "class is not 1 to 64 characters of [A-Za-z0-9._-]"),
                Arguments.of(
                        (Runnable) () -> event(null, -1L, false, Map.of(), null),
                        "duration is not in 0..86400 seconds"),
                Arguments.of(
                        (Runnable) () -> event(null, 86_400_000_001L, false, Map.of(), null),
                        "duration is not in 0..86400 seconds"),
                Arguments.of(
                        (Runnable) () -> event("a", 1L, true, Map.of(), null),
                        "endOnNext needs a class and no duration"),
                Arguments.of(
                        (Runnable) () -> event(null, null, true, Map.of(), null),
                        "endOnNext needs a class and no duration"),
                Arguments.of(
                        (Runnable) () -> event(null, null, false, attributes(21), null),
                        "21 attributes exceed 20"),
                Arguments.of(
                        (Runnable) () -> event(null, null, false, named("a"), null),
                        "an attribute's name is not 1 to 32 characters of [A-Z0-9-], given without its X-"),
                Arguments.of(
                        (Runnable) () -> event(null, null, false, named("X-A"), null),
                        "an attribute's name is not 1 to 32 characters of [A-Z0-9-], given without its X-"),
                Arguments.of(
                        (Runnable) () -> event(null, null, false, Map.of(), "é".repeat(513)),
                        "text of 1026 bytes of UTF-8 is not in 1..1024"),
                Arguments.of(
                        (Runnable) () -> event(null, null, false, Map.of(), "a\u0000"),
                        "text has a control character or half a character"),
                Arguments.of(
                        (Runnable) () -> new AttributeValue.Quoted("a\"b"),
                        "has a control character, half a character or a double quote"),
                Arguments.of(
                        (Runnable) () -> new AttributeValue.Quoted("a\r\nb"),
                        "has a control character, half a character or a double quote"),
                Arguments.of(
                        (Runnable) () -> new AttributeValue.Quoted("\ud83c"),
                        "has a control character, half a character or a double quote"),
                Arguments.of(
                        (Runnable) () -> new AttributeValue.Quoted("x".repeat(257)),
                        "of 257 characters exceeds 256"),
                Arguments.of(
                        (Runnable) () -> new AttributeValue.Decimal(new BigDecimal("-0.1")),
                        "is negative"),
                Arguments.of(
                        (Runnable)
                                () -> new AttributeValue.Decimal(new BigDecimal("1E+2147483647")),
                        "has more than 18 digits before or behind the point"),
                Arguments.of(
                        (Runnable) () -> new AttributeValue.Decimal(new BigDecimal("1E-999999999")),
                        "has more than 18 digits before or behind the point"),
                Arguments.of(
                        (Runnable) () -> new AttributeValue.Hexadecimal("0xfc"),
                        "is not 0x and digits of [0-9A-F]"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesWhatIsBeyondItsLimits(Runnable made, String why) {
        assertThatThrownBy(made::run).isInstanceOf(IllegalArgumentException.class).hasMessage(why);
    }
}
