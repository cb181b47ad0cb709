package tv.headwater.contract.id;

import java.security.SecureRandom;

/** What generated ids are made of: characters of {@code [a-z0-9]}. */
final class RandomId {

    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final SecureRandom RANDOM = new SecureRandom();

    private RandomId() {}

    static String of(int length) {
        var id = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            id.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }
}
