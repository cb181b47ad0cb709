package tv.headwater.gateway.front;

/**
 * The request target (RFC 9112, 3.2), of which the gateway takes the plain form only: an absolute path of unreserved
 * characters without encoding, without empty or dot segments, and a well-formed query. So what one server of the chain reads
 * from it, every other reads too.
 */
public final class RequestTarget {

    /** A target that is nowhere. */
    public static final String NOWHERE = "/-";

    private RequestTarget() {}

    public static boolean isPlain(String target) {
        int question = target.indexOf('?');
        return question < 0
                ? isPlainPath(target)
                : isPlainPath(target.substring(0, question))
                        && isWellFormedQuery(target, question + 1);
    }

    private static boolean isPlainPath(String path) {
        if (path.isEmpty() || path.charAt(0) != '/') {
            return false;
        }
        int segmentStart = 1;
        for (int i = 1; i <= path.length(); i++) {
            boolean ends = i == path.length() || path.charAt(i) == '/';
            if (!ends && !isUnreserved(path.charAt(i))) {
                return false;
            }
            if (ends) {
                boolean last = i == path.length();
                if (isEmptyOrDots(path, segmentStart, i) && !(last && segmentStart == i)) {
                    return false;
                }
                segmentStart = i + 1;
            }
        }
        return true;
    }

    private static boolean isEmptyOrDots(String path, int from, int to) {
        return switch (to - from) {
            case 0 -> true;
            case 1 -> path.charAt(from) == '.';
            case 2 -> path.charAt(from) == '.' && path.charAt(from + 1) == '.';
            default -> false;
        };
    }

    private static boolean isWellFormedQuery(String target, int from) {
        for (int i = from; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c == '%') {
                if (i + 2 >= target.length()
                        || !isHex(target.charAt(i + 1))
                        || !isHex(target.charAt(i + 2))) {
                    return false;
                }
            } else if (!isUnreserved(c) && "!$&'()*+,;=:@/?".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUnreserved(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }

    private static boolean isHex(char c) {
        return Character.digit(c, 16) >= 0 && c < 128;
    }
}
