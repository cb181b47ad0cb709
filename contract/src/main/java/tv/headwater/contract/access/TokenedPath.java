package tv.headwater.contract.access;

import org.jspecify.annotations.Nullable;

/**
 * A request path that may begin with {@code /t/{token}}: what follows is the media path, the same for everyone.
 *
 * @param token as it stands there, unchecked; null where there is none
 */
public record TokenedPath(@Nullable String token, String path) {

    private static final String PREFIX = "/t/";

    /** Takes {@code path} apart; one without a token, or with one of impossible length or characters, stays as it is. */
    public static TokenedPath of(String path) {
        if (!path.startsWith(PREFIX)) {
            return new TokenedPath(null, path);
        }
        int end = path.indexOf('/', PREFIX.length());
        if (end < 0) {
            return new TokenedPath(null, path);
        }
        var token = path.substring(PREFIX.length(), end);
        return isPossible(token)
                ? new TokenedPath(token, path.substring(end))
                : new TokenedPath(null, path);
    }

    /** The prefix that carries {@code token}, to which a media path is appended. */
    public static String prefix(String token) {
        return PREFIX + token;
    }

    /** Whether {@code token} has the length and characters of a JWS in compact form (RFC 7515). */
    public static boolean isPossible(String token) {
        return !token.isEmpty()
                && token.length() <= PlaybackToken.MAX_LENGTH
                && token.chars().allMatch(TokenedPath::isTokenCharacter);
    }

    private static boolean isTokenCharacter(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '_'
                || c == '.';
    }

    @Override
    public String toString() {
        return (token == null ? "" : PREFIX + "***") + path;
    }
}
