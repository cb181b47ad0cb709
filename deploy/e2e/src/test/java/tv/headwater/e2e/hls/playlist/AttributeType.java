package tv.headwater.e2e.hls.playlist;

import java.util.regex.Pattern;

/**
 * The lexical type of an attribute's value (RFC 8216bis 4.2).
 *
 * @param name as the RFC has it
 */
record AttributeType(String name, Pattern pattern) {

    /** What may stand between quotes; ours need neither control characters nor anything beyond ASCII. */
    private static final String QUOTED = "\"[ !#-~]+\"";

    private static final String DATE =
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)";

    static final String FLOAT_PATTERN = "(0|[1-9]\\d{0,15})(\\.\\d{1,15})?";
    static final String INTEGER_PATTERN = "0|[1-9]\\d{0,17}";

    static final AttributeType INTEGER = of("decimal-integer", INTEGER_PATTERN);
    static final AttributeType FLOAT = of("decimal-floating-point", FLOAT_PATTERN);
    static final AttributeType SIGNED_FLOAT =
            of("signed-decimal-floating-point", "-?" + FLOAT_PATTERN);
    static final AttributeType HEXADECIMAL = of("hexadecimal-sequence", "0[xX][0-9A-F]+");
    static final AttributeType STRING = of("quoted-string", QUOTED);
    static final AttributeType MAYBE_EMPTY = of("quoted-string", QUOTED + "|\"\"");
    static final AttributeType DATE_TIME = of("quoted date-time", "\"" + DATE + "\"");
    static final AttributeType RESOLUTION = of("decimal-resolution", "[1-9]\\d{0,4}x[1-9]\\d{0,4}");
    static final AttributeType YES = oneOf("YES");
    static final AttributeType YES_OR_NO = oneOf("YES|NO");

    /** Of an attribute of the client's, {@code X-…} in EXT-X-DATERANGE. */
    static final AttributeType CLIENTS =
            of(
                    "quoted-string, hexadecimal-sequence or decimal-floating-point",
                    QUOTED + "|0[xX][0-9A-F]+|" + FLOAT_PATTERN);

    static AttributeType oneOf(String values) {
        return of("enumerated-string " + values, values);
    }

    private static AttributeType of(String name, String pattern) {
        return new AttributeType(name, Pattern.compile(pattern));
    }

    boolean matches(String value) {
        return pattern.matcher(value).matches();
    }
}
