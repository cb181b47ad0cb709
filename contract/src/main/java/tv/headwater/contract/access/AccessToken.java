package tv.headwater.contract.access;

/**
 * What metadata-service and whoever else answers the REST API agree on about access tokens: a JWT (RFC 9068) signed with ES256, whose
 * claims are {@code iss}, {@code aud}, {@code sub} (the user's id, a UUID), {@code jti}, {@code iat}, {@code exp}, {@link #USERNAME}
 * and {@link #ROLES}.
 */
public final class AccessToken {

    /** {@code typ}. */
    public static final String TYPE = "at+jwt";

    /** {@code aud}. */
    public static final String AUDIENCE = "headwater-api";

    /** The claim with the user's name. */
    public static final String USERNAME = "username";

    /** The claim with the user's roles, a list of {@code ADMIN}, {@code BROADCASTER} and {@code VIEWER}. */
    public static final String ROLES = "roles";

    private AccessToken() {}
}
