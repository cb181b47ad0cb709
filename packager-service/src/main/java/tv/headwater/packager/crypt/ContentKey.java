package tv.headwater.packager.crypt;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import tv.headwater.contract.stream.ContentSecret;
import tv.headwater.packager.cmaf.TrackEncryption;

/**
 * The AES-128 key of one period of a stream, with the KID and the constant IV that go with it. All three follow from the stream's
 * secret and the period's number (HKDF, RFC 5869), so that every packager has the same and none tells another.
 */
public final class ContentKey {

    static final int LENGTH = 16;

    private final long number;
    private final byte[] key;
    private final byte[] keyId;
    private final byte[] iv;

    private ContentKey(long number, byte[] derived) {
        this.number = number;
        this.key = slice(derived, 0);
        this.keyId = slice(derived, 1);
        this.iv = slice(derived, 2);
    }

    /**
     * @param number of the key, from {@link #number(long, int)}
     */
    public static ContentKey of(ContentSecret secret, long number) {
        var label = "headwater content key ".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        var purpose = ByteBuffer.allocate(label.length + Long.BYTES).put(label).putLong(number);
        try {
            var derived =
                    KDF.getInstance("HKDF-SHA256")
                            .deriveData(
                                    HKDFParameterSpec.ofExtract()
                                            .addIKM(secret.bytes())
                                            .thenExpand(purpose.array(), 3 * LENGTH));
            return new ContentKey(number, derived);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HKDF-SHA256", e);
        }
    }

    /**
     * Which key a segment has.
     *
     * @param keyPeriod of the session's configuration, at least 1
     */
    public static long number(long msn, int keyPeriod) {
        return msn / keyPeriod;
    }

    public long number() {
        return number;
    }

    /** The 16 bytes that players get. */
    public ByteBuffer bytes() {
        return ByteBuffer.wrap(key).asReadOnlyBuffer();
    }

    /** What {@code tenc} says of it in a track of video, a tenth of whose blocks are encrypted, or in another. */
    public TrackEncryption trackEncryption(boolean video) {
        return new TrackEncryption(
                ByteBuffer.wrap(keyId), ByteBuffer.wrap(iv), 1, video ? SampleCipher.SKIPPED : 0);
    }

    /** Of this key. */
    public KeyReference reference() {
        var hex = HexFormat.of();
        return new KeyReference(number, hex.formatHex(iv), hex.formatHex(keyId));
    }

    SecretKey secretKey() {
        return new SecretKeySpec(key, "AES");
    }

    byte[] iv() {
        return iv.clone();
    }

    private static byte[] slice(byte[] bytes, int index) {
        return java.util.Arrays.copyOfRange(bytes, index * LENGTH, (index + 1) * LENGTH);
    }

    @Override
    public String toString() {
        return "key " + number;
    }
}
