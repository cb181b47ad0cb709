package tv.headwater.contract.access;

import java.util.Base64;
import tools.jackson.core.JacksonException;
import tv.headwater.contract.log.Json;

/**
 * What its issuer and who checks it agree on about playback tokens: a JWT (RFC 7519) signed with ES256, whose claims are {@code iss},
 * {@code aud}, {@code sub} (the viewer), {@code jti} (the playback session), {@code iat}, {@code exp} and {@link #STREAM}.
 */
public final class PlaybackToken {

    /** {@code typ}. */
    public static final String TYPE = "play+jwt";

    /** {@code aud}. */
    public static final String AUDIENCE = "headwater-playback";

    /** The claim that names the one stream it is for. */
    public static final String STREAM = "stream";

    /** The cookie it may stand in. */
    public static final String COOKIE = "hw_play";

    /** Longer ones are not looked at, characters. */
    public static final int MAX_LENGTH = 1024;

    private PlaybackToken() {}

    /** Whether {@code token}, which may be anything, calls itself one. Whether it is good is for others to say. */
    public static boolean isOne(String token) {
        int dot = token.indexOf('.');
        if (dot < 0 || !TokenedPath.isPossible(token)) {
            return false;
        }
        try {
            var header =
                    Json.MAPPER.readTree(Base64.getUrlDecoder().decode(token.substring(0, dot)));
            return TYPE.equals(header.path("typ").asString(""));
        } catch (JacksonException | IllegalArgumentException _) {
            return false;
        }
    }
}
