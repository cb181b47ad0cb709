package tv.headwater.contract.access;

/**
 * What issuer and edges agree on about playback tokens: a JWT (RFC 7519) signed with ES256, whose claims are {@code iss},
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
}
