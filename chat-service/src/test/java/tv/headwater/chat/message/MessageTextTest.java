package tv.headwater.chat.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTextTest {

    private static final int MAX = 500;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello",
                "<script>alert(1)</script>",
                "\"><img src=x onerror=alert(1)>",
                "javascript:alert(1)",
                "你好，世界",
                "👩‍👩‍👧‍👦",
                "❤️",
                "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
                "नमस्ते",
                "שלום",
                "\u00e1",
                "می‌خواهم"
            })
    void whatIsTextStaysAsItIs(String text) {
        assertThat(MessageText.of(text, MAX)).isEqualTo(text);
    }

    @Test
    void itIsComposedAndStripped() {
        assertThat(MessageText.of("  a\u0301  ", MAX)).isEqualTo("\u00e1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "a\u0000b",
                "a\nb",
                "a\u202eb",
                "a\u2066b",
                "a\u200eb",
                "a\ud800b",
                "a\uffffb",
                "a\ue000b",
                "a\u2028b",
                "a\u0085b",
                "a\ufeffb",
                "\u0007"
            })
    void whatIsNoTextIsRefused(String text) {
        assertThatThrownBy(() -> MessageText.of(text, MAX))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal ->
                                assertThat(refusal.code()).isEqualTo(Refusal.Code.INVALID_MESSAGE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u3164",
                "\u2800\u2800",
                "\u115f",
                "\u1160",
                "\uffa0",
                "\u200b",
                "\u200c",
                "\u200d\u200d",
                "\u2060",
                "\ufeff",
                "\u00ad",
                "\u034f",
                "\u0301",
                "\u0301\u0308\u20dd",
                "\u0903",
                "\ufe0f",
                "\u17b4",
                "\u180e",
                "\u00a0",
                "\u2007\u202f",
                "\u3000",
                "\u2028",
                "\t\n",
                "\udb40\udc61",
                " \u3164 \u200d\u0301 \u2800 "
            })
    void whatLooksEmptyIsEmpty(String text) {
        assertThat(MessageText.isSeen(text)).isFalse();
        assertThatThrownBy(() -> MessageText.of(text, MAX))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal ->
                                assertThat(refusal.code()).isEqualTo(Refusal.Code.INVALID_MESSAGE))
                .hasMessage("the message is empty");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\u3164",
                "\u2800\u2801",
                ".",
                "\u0301a",
                "한글",
                "\u1100\u1160",
                "1\ufe0f\u20e3",
                "\u2764\ufe0f"
            })
    void whatShowsAtAllIsSaid(String text) {
        assertThat(MessageText.isSeen(text)).isTrue();
        assertThat(MessageText.of(text, MAX)).isNotEmpty();
    }

    @Test
    void lengthIsOfCodePoints() {
        assertThat(MessageText.of("😀".repeat(MAX), MAX)).hasSize(2 * MAX);
        assertThatThrownBy(() -> MessageText.of("😀".repeat(MAX + 1), MAX))
                .hasMessageContaining("501")
                .hasMessageContaining("500");
    }

    @Test
    void wordsAreFoundWhateverTheirCaseAndWidth() {
        assertThat(MessageText.holdsAny("such a ＢＡＤ word", List.of("Bad"))).isTrue();
        assertThat(MessageText.holdsAny("such a good word", List.of("Bad"))).isFalse();
    }
}
