package tv.headwater.ingest.rtmp.handshake;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The digest that Flash-style peers hide in C1 and S1: HMAC-SHA256 over the other 1504 bytes, at a place that four bytes point
 * to. The keys are public knowledge and prove nothing; peers merely insist on them.
 */
final class HandshakeDigest {

    static final int LENGTH = 32;

    private static final String PLAYER = "Genuine Adobe Flash Player 001";
    private static final String SERVER = "Genuine Adobe Flash Media Server 001";
    private static final String TAIL =
            "f0eec24a8068bee82e00d0d1029e7e576eec5d2d29806fab93b8e636cfeb31ae";
    private static final int PLACES = 728;

    /** Where the digest lies: behind 4 bytes that give its place, which begin the packet's first or second half. */
    enum Scheme {
        ZERO(8),
        ONE(772);

        private final int pointer;

        Scheme(int pointer) {
            this.pointer = pointer;
        }

        int offset(byte[] packet) {
            int sum = 0;
            for (int i = 0; i < 4; i++) {
                sum += Byte.toUnsignedInt(packet[pointer + i]);
            }
            return pointer + 4 + sum % PLACES;
        }
    }

    private HandshakeDigest() {}

    /** Whether {@code c1} holds a player's digest in the way of {@code scheme}. */
    static boolean isSigned(byte[] c1, Scheme scheme) {
        int offset = scheme.offset(c1);
        return MessageDigest.isEqual(
                Arrays.copyOfRange(c1, offset, offset + LENGTH), digest(ascii(PLAYER), c1, offset));
    }

    /** Puts the server's digest into {@code s1}. */
    static void sign(byte[] s1, Scheme scheme) {
        int offset = scheme.offset(s1);
        System.arraycopy(digest(ascii(SERVER), s1, offset), 0, s1, offset, LENGTH);
    }

    /** Makes the last bytes of {@code s2} the answer to the digest in {@code c1}. */
    static void answer(byte[] s2, byte[] c1, Scheme scheme) {
        int offset = scheme.offset(c1);
        var key = hmac(fullServerKey(), Arrays.copyOfRange(c1, offset, offset + LENGTH));
        int end = s2.length - LENGTH;
        System.arraycopy(hmac(key, Arrays.copyOf(s2, end)), 0, s2, end, LENGTH);
    }

    /** Over all of {@code packet} but the digest itself. */
    private static byte[] digest(byte[] key, byte[] packet, int offset) {
        var rest = new byte[packet.length - LENGTH];
        System.arraycopy(packet, 0, rest, 0, offset);
        System.arraycopy(packet, offset + LENGTH, rest, offset, rest.length - offset);
        return hmac(key, rest);
    }

    private static byte[] fullServerKey() {
        var tail = HexFormat.of().parseHex(TAIL);
        var key = Arrays.copyOf(ascii(SERVER), SERVER.length() + tail.length);
        System.arraycopy(tail, 0, key, SERVER.length(), tail.length);
        return key;
    }

    static byte[] hmac(byte[] key, byte[] message) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
