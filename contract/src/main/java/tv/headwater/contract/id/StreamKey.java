package tv.headwater.contract.id;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The secret a broadcaster publishes with: {@code sk_live_} and 43 base62 characters (256 bits). Only its SHA-256
 * is stored or sent between services, and it prints as {@code ***}.
 */
public record StreamKey(String value) {

    private static final String ALPHABET =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final String PREFIX = "sk_live_";
    private static final int RANDOM_LENGTH = 43;
    private static final Pattern FORM = Pattern.compile("sk_live_[0-9A-Za-z]{43}");
    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * @throws IllegalArgumentException if {@code value} has another form; the message does not repeat it
     */
    public StreamKey {
        if (!isValid(value)) {
            throw new IllegalArgumentException("stream key is not sk_live_ and 43 characters");
        }
    }

    public static boolean isValid(String value) {
        return FORM.matcher(value).matches();
    }

    public static StreamKey generate() {
        var key = new StringBuilder(PREFIX);
        for (int i = 0; i < RANDOM_LENGTH; i++) {
            key.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return new StreamKey(key.toString());
    }

    /** SHA-256 of the whole key in lower-case hex: what is stored and compared. */
    public String sha256() {
        return sha256(value);
    }

    /** SHA-256 of whatever a peer offered as a key, valid or not, so that every wrong key takes the same way. */
    public static String sha256(String offered) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of()
                    .formatHex(digest.digest(offered.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The last four characters, which may be shown. */
    public String lastFour() {
        return value.substring(value.length() - 4);
    }

    @Override
    public String toString() {
        return "***";
    }
}
