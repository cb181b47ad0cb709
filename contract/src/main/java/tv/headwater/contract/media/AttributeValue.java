package tv.headwater.contract.media;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/** The value of an attribute that a client of HLS defines (RFC 8216bis 4.2), as {@link #text} writes it. */
public sealed interface AttributeValue {

    int MAX_LENGTH = 256;

    /** As it stands in an attribute list. */
    String text();

    /** A quoted-string: at most {@value #MAX_LENGTH} characters, none of them a control character or a double quote. */
    record Quoted(String value) implements AttributeValue {

        public Quoted {
            requireAtMost(value);
            if (value.codePoints().anyMatch(Quoted::isForbidden)) {
                throw new IllegalArgumentException(
                        "has a control character, half a character or a double quote");
            }
        }

        private static boolean isForbidden(int c) {
            return c == '"'
                    || Character.isISOControl(c)
                    || Character.getType(c) == Character.SURROGATE;
        }

        @Override
        public String text() {
            return '"' + value + '"';
        }
    }

    /** A decimal-floating-point: not negative, of at most {@value #MAX_DIGITS} digits before and behind the point. */
    record Decimal(BigDecimal value) implements AttributeValue {

        static final int MAX_DIGITS = 18;

        public Decimal {
            if (value.signum() < 0) {
                throw new IllegalArgumentException("is negative");
            }
            value = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
            if (value.scale() > MAX_DIGITS
                    || (long) value.precision() - value.scale() > MAX_DIGITS) {
                throw new IllegalArgumentException(
                        "has more than %d digits before or behind the point".formatted(MAX_DIGITS));
            }
        }

        @Override
        public String text() {
            return value.toPlainString();
        }
    }

    /** A hexadecimal-sequence: {@code 0x} and digits of {@code [0-9A-F]}, at most {@value #MAX_LENGTH} characters. */
    record Hexadecimal(String value) implements AttributeValue {

        private static final Pattern FORM = Pattern.compile("0x[0-9A-F]+");

        public Hexadecimal {
            requireAtMost(value);
            if (!isOne(value)) {
                throw new IllegalArgumentException("is not 0x and digits of [0-9A-F]");
            }
        }

        public static boolean isOne(String text) {
            return FORM.matcher(text).matches();
        }

        @Override
        public String text() {
            return value;
        }
    }

    private static void requireAtMost(String value) {
        if (value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "of %d characters exceeds %d".formatted(value.length(), MAX_LENGTH));
        }
    }
}
