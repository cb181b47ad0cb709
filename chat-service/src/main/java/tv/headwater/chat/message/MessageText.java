package tv.headwater.chat.message;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;

/** What a message may say: it is shown as text and nothing else, so only what would break the line is refused. */
public final class MessageText {

    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private MessageText() {}

    /**
     * A text as it is kept: NFC, without spaces around it.
     *
     * @param maxLength code points
     * @throws Refusal {@code invalid_message}
     */
    public static String of(String given, int maxLength) {
        // Whoever sends much more is not worth normalising.
        if (given.length() > 4 * maxLength) {
            throw tooLong(given.codePointCount(0, given.length()), maxLength);
        }
        var text = Normalizer.normalize(given, Normalizer.Form.NFC).strip();
        int length = text.codePointCount(0, text.length());
        if (length == 0) {
            throw Refusal.of(Refusal.Code.INVALID_MESSAGE, "the message is empty");
        }
        if (length > maxLength) {
            throw tooLong(length, maxLength);
        }
        text.codePoints()
                .filter(MessageText::isForbidden)
                .findFirst()
                .ifPresent(c -> {
                    throw Refusal.of(
                            Refusal.Code.INVALID_MESSAGE,
                            "the message holds U+%04X, which is no text".formatted(c));
                });
        return text;
    }

    private static Refusal tooLong(int length, int maxLength) {
        return Refusal.of(
                Refusal.Code.INVALID_MESSAGE,
                "message of %d characters exceeds %d".formatted(length, maxLength));
    }

    /** Controls, what turns the direction of writing, halves of surrogate pairs, and code points that are nothing. */
    private static boolean isForbidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            // Emoji of several people are joined by one, flags are spelled in tags.
            case Character.FORMAT ->
                    c != ZERO_WIDTH_JOINER && !(c >= 0xE0020 && c <= 0xE007F) && c != 0x200C;
            default -> false;
        };
    }

    /** Whether one of the words is in it, whatever its case or width. */
    public static boolean holdsAny(String text, List<String> words) {
        if (words.isEmpty()) {
            return false;
        }
        var folded = folded(text);
        return words.stream().anyMatch(word -> folded.contains(folded(word)));
    }

    private static String folded(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }
}
