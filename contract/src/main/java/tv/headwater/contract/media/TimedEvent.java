package tv.headwater.contract.media;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.EventId;

/**
 * What timed metadata says: EXT-X-DATERANGE (RFC 8216bis 4.4.5.1) in playlists, and an ID3 tag in the media. All times are in µs.
 *
 * @param id ID
 * @param dateRangeClass CLASS, 1 to {@value #MAX_CLASS} characters of {@code [A-Za-z0-9._-]}
 * @param startDate START-DATE, since 1970
 * @param duration DURATION, null while nobody knows it
 * @param plannedDuration PLANNED-DURATION
 * @param endOnNext END-ON-NEXT: it ends where the next one of its class starts. It then has a class and no duration
 * @param attributes X-…, by their names without {@code X-}, in the order of the names
 * @param text for the ID3 tag, at most {@value #MAX_TEXT} bytes of UTF-8
 */
public record TimedEvent(
        EventId id,
        @Nullable String dateRangeClass,
        long startDate,
        @Nullable Long duration,
        @Nullable Long plannedDuration,
        boolean endOnNext,
        Map<String, AttributeValue> attributes,
        @Nullable String text) {

    public static final int MAX_CLASS = 64;
    public static final int MAX_ATTRIBUTES = 20;
    public static final int MAX_TEXT = 1024;

    /** A day. */
    public static final long MAX_DURATION = 86_400_000_000L;

    private static final Pattern CLASS = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern NAME = Pattern.compile("[A-Z0-9-]{1,32}");

    /**
     * @throws IllegalArgumentException if a value is beyond its limit
     */
    public TimedEvent {
        requireClass(dateRangeClass);
        requireDuration("duration", duration);
        requireDuration("plannedDuration", plannedDuration);
        if (endOnNext) {
            requireEndOnNext(dateRangeClass, duration);
        }
        requireAttributes(attributes);
        requireText(text);
        if (startDate < 0) {
            throw new IllegalArgumentException("startDate " + startDate + " is negative");
        }
        attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
    }

    /** When it ends, in µs since 1970, as far as it says so itself. */
    public @Nullable Long endDate() {
        return duration == null ? null : Long.valueOf(startDate + duration);
    }

    public static void requireClass(@Nullable String name) {
        if (name != null && !CLASS.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "class is not 1 to %d characters of [A-Za-z0-9._-]".formatted(MAX_CLASS));
        }
    }

    /** @param property what it is called where it comes from */
    public static void requireDuration(String property, @Nullable Long micros) {
        if (micros != null && (micros < 0 || micros > MAX_DURATION)) {
            throw new IllegalArgumentException(
                    "%s is not in 0..%d seconds".formatted(property, MAX_DURATION / 1_000_000));
        }
    }

    public static void requireEndOnNext(@Nullable String name, @Nullable Long duration) {
        if (name == null || duration != null) {
            throw new IllegalArgumentException("endOnNext needs a class and no duration");
        }
    }

    public static void requireAttributes(Map<String, AttributeValue> attributes) {
        if (attributes.size() > MAX_ATTRIBUTES) {
            throw new IllegalArgumentException(
                    "%d attributes exceed %d".formatted(attributes.size(), MAX_ATTRIBUTES));
        }
        attributes.keySet().forEach(TimedEvent::requireName);
    }

    /** @param name of an attribute */
    public static void requireName(String name) {
        if (!NAME.matcher(name).matches() || name.startsWith("X-")) {
            throw new IllegalArgumentException(
                    "an attribute's name is not 1 to 32 characters of [A-Z0-9-], given without its X-");
        }
    }

    public static void requireText(@Nullable String text) {
        if (text == null) {
            return;
        }
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > MAX_TEXT) {
            throw new IllegalArgumentException(
                    "text of %d bytes of UTF-8 is not in 1..%d".formatted(length, MAX_TEXT));
        }
        if (text.codePoints().anyMatch(TimedEvent::isForbidden)) {
            throw new IllegalArgumentException("text has a control character or half a character");
        }
    }

    private static boolean isForbidden(int c) {
        boolean layout = c == '\t' || c == '\n' || c == '\r';
        return (Character.isISOControl(c) && !layout)
                || Character.getType(c) == Character.SURROGATE;
    }
}
