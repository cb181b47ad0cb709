package tv.headwater.mediahttp;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a Range header (RFC 9110 14.2) asks of a representation of a known length. */
sealed interface ByteRange {

    /** The header is absent, malformed, in another unit or lists many ranges: all of the body answers it. */
    record Whole() implements ByteRange {}

    /** 206. Both ends inclusive. */
    record Slice(int first, int last) implements ByteRange {
        int length() {
            return last - first + 1;
        }
    }

    /** 416. */
    record Unsatisfiable() implements ByteRange {}

    Pattern FORM =
            Pattern.compile(
                    "bytes=[ \\t]*(\\d{0,18})-(\\d{0,18})[ \\t]*", Pattern.CASE_INSENSITIVE);

    static ByteRange parse(@Nullable String header, int length) {
        if (header == null) {
            return new Whole();
        }
        var matcher = FORM.matcher(header);
        return matcher.matches() ? of(matcher, length) : new Whole();
    }

    private static ByteRange of(Matcher matcher, int length) {
        var from = matcher.group(1);
        var to = matcher.group(2);
        if (from.isEmpty()) {
            return to.isEmpty() ? new Whole() : suffix(Long.parseLong(to), length);
        }
        long first = Long.parseLong(from);
        long last = to.isEmpty() ? Long.MAX_VALUE : Long.parseLong(to);
        if (last < first) {
            return new Whole();
        }
        return first >= length
                ? new Unsatisfiable()
                : new Slice((int) first, (int) Math.min(last, length - 1));
    }

    private static ByteRange suffix(long count, int length) {
        return count == 0 || length == 0
                ? new Unsatisfiable()
                : new Slice((int) Math.max(0, length - count), length - 1);
    }
}
