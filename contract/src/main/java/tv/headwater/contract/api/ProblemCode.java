package tv.headwater.contract.api;

import java.util.Locale;

/** The stable {@code code} of an {@code application/problem+json} answer (RFC 9457). */
public enum ProblemCode {
    INVALID_REQUEST,
    MALFORMED_JSON,
    UNKNOWN_PROPERTY,
    INVALID_CURSOR,
    /** A wish that is understood but has no effect yet; refused rather than ignored. */
    NOT_SUPPORTED_YET,
    UNAUTHENTICATED,
    INVALID_CREDENTIALS,
    /** Of a signed stream, which is for accounts and who has a playback token for it. */
    PLAYBACK_TOKEN_NEEDED,
    FORBIDDEN,
    NOT_FOUND,
    METHOD_NOT_ALLOWED,
    NOT_ACCEPTABLE,
    UNSUPPORTED_MEDIA_TYPE,
    CONFLICT,
    USERNAME_TAKEN,
    BODY_TOO_LARGE,
    STREAM_KEY_UNKNOWN,
    STREAM_DISABLED,
    STREAM_ENDED,
    STREAM_NOT_LIVE,
    ALREADY_PUBLISHING,
    RATE_LIMITED,
    UNAVAILABLE,
    INTERNAL;

    /** As it stands in JSON: {@code not_found}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
