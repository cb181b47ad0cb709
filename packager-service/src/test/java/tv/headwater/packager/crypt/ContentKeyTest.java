package tv.headwater.packager.crypt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.stream.ContentSecret;

class ContentKeyTest {

    private static final ContentSecret SECRET =
            new ContentSecret("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");

    /** RFC 5869, step by step. */
    @Test
    void keyKidAndIvAreDerived() throws Exception {
        var key = ContentKey.of(SECRET, 7);
        var prk = hmac(new byte[32], SECRET.bytes());
        var label = "headwater content key ".getBytes(StandardCharsets.US_ASCII);
        var purpose = ByteBuffer.allocate(label.length + 8).put(label).putLong(7).array();
        var first = hmac(prk, join(purpose, new byte[] {1}));
        var second = hmac(prk, join(first, join(purpose, new byte[] {2})));
        assertThat(key.bytes()).isEqualTo(ByteBuffer.wrap(first, 0, 16));
        var encryption = key.trackEncryption(true);
        assertThat(encryption.keyId()).isEqualTo(ByteBuffer.wrap(first, 16, 16));
        assertThat(encryption.constantIv()).isEqualTo(ByteBuffer.wrap(second, 0, 16));
        assertThat(encryption.skipBlocks()).isEqualTo(9);
        assertThat(key.trackEncryption(false).skipBlocks()).isZero();
    }

    @Test
    void eachPeriodHasAnother() {
        assertThat(ContentKey.number(299, 150)).isEqualTo(1);
        assertThat(ContentKey.number(300, 150)).isEqualTo(2);
        assertThat(ContentKey.of(SECRET, 1).bytes())
                .isEqualTo(ContentKey.of(SECRET, 1).bytes())
                .isNotEqualTo(ContentKey.of(SECRET, 2).bytes())
                .isNotEqualTo(ContentKey.of(ContentSecret.random(), 1).bytes());
    }

    @Test
    void printsNothingOfItself() {
        assertThat(ContentKey.of(SECRET, 7)).hasToString("key 7");
    }

    @Test
    void tagsAreText() {
        var key = ContentKey.of(SECRET, 7);
        var keyId = new byte[16];
        key.trackEncryption(true).keyId().get(keyId);
        assertThat(KeyTag.sampleAes("../keys/7", key.reference()).text())
                .matches(
                        "#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"\\.\\./keys/7\",IV=0x[0-9A-F]{32},"
                                + "KEYFORMAT=\"identity\",KEYID=0x"
                                + HexFormat.of().withUpperCase().formatHex(keyId));
        assertThat(KeyTag.sampleAes("../keys/7", new KeyReference(7, "ab", null)).text())
                .isEqualTo(
                        "#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"../keys/7\",IV=0xAB,"
                                + "KEYFORMAT=\"identity\"");
        assertThat(KeyTag.aes128("../keys/7").text())
                .isEqualTo("#EXT-X-KEY:METHOD=AES-128,URI=\"../keys/7\"");
    }

    private static byte[] hmac(byte[] key, byte[] message) throws GeneralSecurityException {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(message);
    }

    private static byte[] join(byte[] a, byte[] b) {
        return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
    }
}
