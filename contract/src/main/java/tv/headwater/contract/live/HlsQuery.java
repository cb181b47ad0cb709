package tv.headwater.contract.live;

import org.jspecify.annotations.Nullable;

/**
 * The delivery directives of a playlist request (RFC 8216bis 6.2.5). All other parameters are ignored and never part of
 * a cache key.
 *
 * @param msn {@code _HLS_msn}, null if absent
 * @param part {@code _HLS_part}, null if absent
 * @param skip {@code _HLS_skip}: YES or v2, null if absent
 */
public record HlsQuery(@Nullable Long msn, @Nullable Integer part, @Nullable String skip) {

    public static final HlsQuery NONE = new HlsQuery(null, null, null);

    /** The directives in canonical order with a leading {@code ?}, or nothing where there are none. */
    public String text() {
        var text = new StringBuilder();
        append(text, "_HLS_msn", msn);
        append(text, "_HLS_part", part);
        append(text, "_HLS_skip", skip);
        return text.toString();
    }

    private static void append(StringBuilder text, String name, @Nullable Object value) {
        if (value != null) {
            text.append(text.isEmpty() ? '?' : '&').append(name).append('=').append(value);
        }
    }

    /**
     * Reads the directives from a raw query.
     *
     * @throws IllegalArgumentException if a directive has no valid value, appears twice, or {@code _HLS_part} comes without
     *     {@code _HLS_msn}; the answer to that is 400
     */
    public static HlsQuery parse(@Nullable String query) {
        if (query == null || !query.contains("_HLS_")) {
            return NONE;
        }
        Long msn = null;
        Integer part = null;
        String skip = null;
        for (var parameter : query.split("&", -1)) {
            if (parameter.startsWith("_HLS_msn=")) {
                once(msn, "_HLS_msn");
                msn = number(parameter, 15);
            } else if (parameter.startsWith("_HLS_part=")) {
                once(part, "_HLS_part");
                part = (int) number(parameter, 4);
            } else if (parameter.startsWith("_HLS_skip=")) {
                once(skip, "_HLS_skip");
                skip = parameter.substring("_HLS_skip=".length());
                if (!skip.equals("YES") && !skip.equals("v2")) {
                    throw new IllegalArgumentException("_HLS_skip is neither YES nor v2");
                }
            }
        }
        if (part != null && msn == null) {
            throw new IllegalArgumentException("_HLS_part needs _HLS_msn");
        }
        return new HlsQuery(msn, part, skip);
    }

    private static void once(@Nullable Object earlier, String name) {
        if (earlier != null) {
            throw new IllegalArgumentException(name + " appears twice");
        }
    }

    private static long number(String parameter, int maxDigits) {
        int from = parameter.indexOf('=') + 1;
        int digits = parameter.length() - from;
        boolean valid = digits > 0 && digits <= maxDigits;
        long number = 0;
        for (int i = from; valid && i < parameter.length(); i++) {
            char digit = parameter.charAt(i);
            valid = digit >= '0' && digit <= '9';
            number = number * 10 + digit - '0';
        }
        if (!valid) {
            throw new IllegalArgumentException(
                    parameter.substring(0, from - 1)
                            + " is not a number of 1 to "
                            + maxDigits
                            + " digits");
        }
        return number;
    }
}
