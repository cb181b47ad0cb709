package tv.headwater.contract.access;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import tv.headwater.contract.id.StreamId;

/**
 * What playback tokens are checked against, as the compacted topic {@code playback-access} keeps it: whoever reads it needs
 * nobody else to decide who may watch. A fact that no token can meet any more is a tombstone.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface AccessFact {

    /** Under which the topic keeps it. */
    String key();

    /**
     * Tokens may be signed with this key.
     *
     * @param jwk the public key (RFC 7517) as JSON
     * @param issuer of the tokens, their {@code iss}
     */
    @JsonTypeName("signing_key")
    record SigningKey(String kid, String jwk, String issuer) implements AccessFact {
        @Override
        public String key() {
            return "key/" + kid;
        }
    }

    /**
     * A token is void before its time.
     *
     * @param tokenId its {@code jti}
     * @param expiresAt when it would have ended by itself
     */
    @JsonTypeName("token_revoked")
    record TokenRevoked(String tokenId, StreamId streamId, Instant expiresAt)
            implements AccessFact {
        @Override
        public String key() {
            return keyOf(streamId, tokenId);
        }

        /** A stream can withdraw no other's tokens: whoever asks for one names both. */
        public static String keyOf(StreamId streamId, String tokenId) {
            return "token/" + streamId + "/" + tokenId;
        }
    }

    /**
     * All of a stream's tokens up to a moment are void.
     *
     * @param issuedUntil in whole seconds, as {@code iat} has them
     */
    @JsonTypeName("stream_revoked")
    record StreamRevoked(StreamId streamId, Instant issuedUntil) implements AccessFact {
        @Override
        public String key() {
            return "stream/" + streamId;
        }
    }
}
