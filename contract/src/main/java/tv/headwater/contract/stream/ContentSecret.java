package tv.headwater.contract.stream;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * What an encrypted stream's content keys are derived from: 32 random bytes in base64url without padding. It goes from
 * metadata-service to packagers, and to nobody else; it prints as {@code ***}.
 */
public record ContentSecret(@JsonValue String value) {

    public static final int LENGTH = 32;

    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * @throws IllegalArgumentException if {@code value} has another form; the message does not repeat it
     */
    @JsonCreator
    public ContentSecret {
        if (!isValid(value)) {
            throw new IllegalArgumentException("content secret is not 32 bytes in base64url");
        }
    }

    public static ContentSecret random() {
        var bytes = new byte[LENGTH];
        RANDOM.nextBytes(bytes);
        return new ContentSecret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    private static boolean isValid(String value) {
        try {
            return Base64.getUrlDecoder().decode(value).length == LENGTH;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    public byte[] bytes() {
        return Base64.getUrlDecoder().decode(value);
    }

    @Override
    public String toString() {
        return "***";
    }
}
