package tv.headwater.packager.crypt;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/** METHOD=AES-128 (RFC 8216bis 4.4.4.4): a whole segment, with the msn for its IV. */
public final class SegmentCipher {

    private SegmentCipher() {}

    /**
     * @return 1 to 16 bytes longer than {@code segment}, read-only
     */
    public static ByteBuffer encrypt(ContentKey key, long msn, ByteBuffer segment) {
        var iv = ByteBuffer.allocate(ContentKey.LENGTH).putLong(0).putLong(msn);
        try {
            var cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(Cipher.ENCRYPT_MODE, key.secretKey(), new IvParameterSpec(iv.array()));
            var out = ByteBuffer.allocate(cipher.getOutputSize(segment.remaining()));
            cipher.doFinal(segment.duplicate(), out);
            return out.flip().asReadOnlyBuffer();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES/CBC/PKCS5Padding", e);
        }
    }
}
