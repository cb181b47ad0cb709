package tv.headwater.edge.cmcd;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Common Media Client Data (CTA-5004, and CTA-5004-B where it says the same), as far as it tells how playback goes. Null stands for
 * what is not said.
 *
 * @param sessionId {@code sid}
 * @param format {@code sf}: d (DASH), h (HLS), s, o
 * @param streamType {@code st}: l (live), ll (low-latency live), v
 * @param bitrate {@code br} of the object, kbit/s
 * @param throughput {@code mtp}, kbit/s
 * @param bufferLength {@code bl}, ms
 * @param startDelay {@code msd}, ms
 * @param latency {@code ltc}, ms behind live
 * @param starved {@code bs}: the buffer ran empty since the request before
 * @param startup {@code su}: it is needed to begin, to seek or to recover
 */
public record Cmcd(
        @Nullable String sessionId,
        @Nullable String format,
        @Nullable String streamType,
        @Nullable Integer bitrate,
        @Nullable Integer throughput,
        @Nullable Integer bufferLength,
        @Nullable Integer startDelay,
        @Nullable Integer latency,
        boolean starved,
        boolean startup) {

    /** Characters; longer ones are not looked at. */
    static final int MAX_LENGTH = 2048;

    static final int MAX_PAIRS = 64;

    /** Of {@code sid} (CTA-5004 table 1). */
    static final int MAX_SESSION = 64;

    /** An hour in ms. */
    static final int MAX_TIME = 3_600_000;

    /** 10 Gbit/s in kbit/s. */
    static final int MAX_RATE = 10_000_000;

    /**
     * Reads keys and values, comma-separated and decoded.
     *
     * @return null where there are none, or anything at all is malformed or out of range
     */
    public static @Nullable Cmcd parse(@Nullable String text) {
        if (text == null || text.length() > MAX_LENGTH) {
            return null;
        }
        try {
            return of(new Pairs(text).read());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable Cmcd of(Map<String, String> pairs) {
        return pairs.isEmpty()
                ? null
                : new Cmcd(
                        session(pairs.get("sid")),
                        token(pairs.get("sf"), "d", "h", "s", "o"),
                        token(pairs.get("st"), "v", "l", "ll"),
                        number(pairs.get("br"), MAX_RATE),
                        number(pairs.get("mtp"), MAX_RATE),
                        number(pairs.get("bl"), MAX_TIME),
                        number(pairs.get("msd"), MAX_TIME),
                        number(pairs.get("ltc"), MAX_TIME),
                        flag(pairs.get("bs")),
                        flag(pairs.get("su")));
    }

    private static @Nullable String session(@Nullable String value) {
        if (value == null) {
            return null;
        }
        var quoted = value.length() > 2 && value.charAt(0) == '"';
        if (!quoted || value.length() - 2 > MAX_SESSION) {
            throw new IllegalArgumentException("sid is no string of 1 to 64 characters");
        }
        return value.substring(1, value.length() - 1);
    }

    private static @Nullable String token(@Nullable String value, String... allowed) {
        if (value == null) {
            return null;
        }
        for (var each : allowed) {
            if (each.equals(value)) {
                return value;
            }
        }
        throw new IllegalArgumentException("a token is none of those that are allowed");
    }

    /** Version 2 has lists of numbers too, which say something else. */
    private static @Nullable Integer number(@Nullable String value, int max) {
        if (value == null || value.charAt(0) == '(') {
            return null;
        }
        if (value.length() > 9 || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("a number is none");
        }
        int number = Integer.parseInt(value);
        if (number > max) {
            throw new IllegalArgumentException("a number is beyond what can be");
        }
        return number;
    }

    private static boolean flag(@Nullable String value) {
        return switch (value) {
            case null -> false;
            case "?1" -> true;
            case "?0" -> false;
            default -> throw new IllegalArgumentException("a flag is none");
        };
    }

    /** A dictionary of structured fields (RFC 8941 3.2), as far as CMCD uses it. */
    private static final class Pairs {
        private final String text;
        private int at;

        Pairs(String text) {
            this.text = text;
        }

        /** Values as they stand there, {@code ?1} where there is none. The last of several of a name counts. */
        Map<String, String> read() {
            var pairs = new HashMap<String, String>();
            skipSpaces();
            for (int count = 0; at < text.length(); count++) {
                if (count == MAX_PAIRS) {
                    throw new IllegalArgumentException("there are too many keys");
                }
                var key = key();
                pairs.put(key, take('=') ? value() : "?1");
                skipSpaces();
                if (at < text.length()) {
                    expect(',');
                    skipSpaces();
                    if (at == text.length()) {
                        throw new IllegalArgumentException("nothing follows a comma");
                    }
                }
            }
            return pairs;
        }

        private String key() {
            return run(Pairs::isKeyCharacter);
        }

        private String value() {
            int start = at;
            if (take('"')) {
                string();
            } else if (take('(')) {
                list();
            } else {
                return run(Pairs::isTokenCharacter);
            }
            return text.substring(start, at);
        }

        private void string() {
            while (!take('"')) {
                char c = next();
                if (c == '\\') {
                    c = next();
                    if (c != '"' && c != '\\') {
                        throw new IllegalArgumentException("an escape is none");
                    }
                } else if (c < ' ' || c > '~') {
                    throw new IllegalArgumentException("a string has a character it must not have");
                }
            }
        }

        private void list() {
            while (!take(')')) {
                if (take('"')) {
                    string();
                } else if (next() == '(') {
                    throw new IllegalArgumentException("a list is in a list");
                }
            }
        }

        private String run(IntPredicate allowed) {
            int start = at;
            while (at < text.length() && allowed.test(text.charAt(at))) {
                at++;
            }
            if (at == start) {
                throw new IllegalArgumentException("something is missing at " + at);
            }
            return text.substring(start, at);
        }

        private boolean take(char c) {
            if (at < text.length() && text.charAt(at) == c) {
                at++;
                return true;
            }
            return false;
        }

        private void expect(char c) {
            if (!take(c)) {
                throw new IllegalArgumentException("there is no " + c + " at " + at);
            }
        }

        private char next() {
            if (at == text.length()) {
                throw new IllegalArgumentException("it breaks off");
            }
            return text.charAt(at++);
        }

        private void skipSpaces() {
            while (take(' ') || take('\t')) {
                // next
            }
        }

        private static boolean isKeyCharacter(int c) {
            return isAlphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '*';
        }

        private static boolean isTokenCharacter(int c) {
            return isKeyCharacter(c) || c == '?' || c == '/' || c == ':' || c == '%' || c == '+';
        }

        private static boolean isAlphanumeric(int c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        }
    }
}
