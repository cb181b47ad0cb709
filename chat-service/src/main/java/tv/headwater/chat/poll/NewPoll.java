package tv.headwater.chat.poll;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tv.headwater.chat.message.MediaTimes;
import tv.headwater.chat.message.MessageText;
import tv.headwater.contract.api.InvalidProperty;

/**
 * What a poll is asked with.
 *
 * @param durationSeconds after which it ends by itself; null for never
 */
record NewPoll(
        @Nullable String question,
        @Nullable List<@Nullable String> options,
        @Nullable Integer durationSeconds,
        @Nullable Instant mediaTime) {

    static final int MAX_QUESTION = 200;
    static final int MAX_OPTION = 100;
    static final int MIN_OPTIONS = 2;
    static final int MAX_OPTIONS = 10;
    static final int MIN_SECONDS = 5;
    static final int MAX_SECONDS = 24 * 3600;

    /** A poll that may be asked. */
    record Checked(
            String question,
            List<String> options,
            @Nullable Integer durationSeconds,
            @Nullable Instant mediaTime) {}

    /**
     * @throws InvalidProperty naming what is not acceptable
     */
    Checked checked(Instant now) {
        if (durationSeconds != null
                && (durationSeconds < MIN_SECONDS || durationSeconds > MAX_SECONDS)) {
            throw new InvalidProperty(
                    "durationSeconds",
                    "durationSeconds %d is not in %d..%d"
                            .formatted(durationSeconds, MIN_SECONDS, MAX_SECONDS));
        }
        return new Checked(
                line("question", question, MAX_QUESTION),
                checkedOptions(),
                durationSeconds,
                checkedMediaTime(now));
    }

    private @Nullable Instant checkedMediaTime(Instant now) {
        try {
            MediaTimes.require(mediaTime, now);
            return mediaTime;
        } catch (IllegalArgumentException e) {
            throw new InvalidProperty("mediaTime", String.valueOf(e.getMessage()));
        }
    }

    private List<String> checkedOptions() {
        int count = options == null ? 0 : options.size();
        if (options == null || count < MIN_OPTIONS || count > MAX_OPTIONS) {
            throw new InvalidProperty(
                    "options",
                    "number of options %d is not in %d..%d"
                            .formatted(count, MIN_OPTIONS, MAX_OPTIONS));
        }
        var lines = options.stream().map(option -> line("options", option, MAX_OPTION)).toList();
        if (new HashSet<>(lines).size() < count) {
            throw new InvalidProperty("options", "options has the same one twice");
        }
        return lines;
    }

    private static String line(String property, @Nullable String text, int max) {
        var line = text == null ? "" : text.strip();
        int length = line.codePointCount(0, line.length());
        if (length < 1 || length > max) {
            throw new InvalidProperty(
                    property,
                    "%s of %d characters is not in 1..%d".formatted(property, length, max));
        }
        if (!MessageText.isSeen(line)) {
            throw new InvalidProperty(property, property + " looks empty");
        }
        if (line.codePoints().anyMatch(NewPoll::isInvisible)) {
            throw new InvalidProperty(property, property + " holds a control character");
        }
        return line;
    }

    /** Control and format characters, which bidi overrides are. */
    private static boolean isInvisible(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || (type == Character.FORMAT && c != 0x200D)
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }
}
