package tv.headwater.chat.message;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a message may say: it is shown as text and nothing else, so only what would break the line is refused. */
public final class MessageText {

    private static final int ZERO_WIDTH_JOINER = 0x200D;

    /** Letters and symbols by their category that show nothing: fillers of Hangul, also half as wide, and Braille without a dot. */
    private static final Set<Integer> BLANK = Set.of(0x115F, 0x1160, 0x3164, 0xFFA0, 0x2800);

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
        if (!isSeen(text)) {
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

    /** Whether anything of it shows: not spaces, marks that need a letter, and what has no width or no ink alone. */
    public static boolean isSeen(String text) {
        return text.codePoints().anyMatch(MessageText::shows);
    }

    private static boolean shows(int c) {
        return switch (Character.getType(c)) {
            case Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.FORMAT,
                    Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.COMBINING_SPACING_MARK ->
                    false;
            default -> !BLANK.contains(c) && !Character.isWhitespace(c);
        };
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
