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
