package tv.headwater.metadata.account;

import java.security.SecureRandom;

/** Secrets of 256 bits, as 43 characters of base62. */
public final class RandomSecret {

    private static final String ALPHABET =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int LENGTH = 43;

    private final SecureRandom random = new SecureRandom();

    public String next(String prefix) {
        var secret = new StringBuilder(prefix);
        for (int i = 0; i < LENGTH; i++) {
            secret.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return secret.toString();
    }
}
