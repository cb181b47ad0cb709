package tv.headwater.packager.crypt;

import java.util.Locale;

/**
 * EXT-X-KEY (RFC 8216bis 4.4.4.4), which stands before the first segment of each key period.
 *
 * @param attributes all of them
 */
public record KeyTag(String attributes) {

    /** Where a key was, and none is any more. */
    public static final KeyTag NONE = new KeyTag("METHOD=NONE");

    /**
     * Of fragments that {@link SampleCipher} encrypted. KEYID is of the field, not of the RFC, by which clients pass over what they do
     * not know (6.3.1): players that decrypt by EME would else have to guess which key an init segment's KID is of.
     */
    public static KeyTag sampleAes(String uri, KeyReference key) {
        return new KeyTag(
                "METHOD=SAMPLE-AES,URI=\""
                        + uri
                        + "\",IV="
                        + hexadecimal(key.iv())
                        + ",KEYFORMAT=\"identity\""
                        + (key.keyId() == null ? "" : ",KEYID=" + hexadecimal(key.keyId())));
    }

    /** A hexadecimal sequence, of upper-case digits (RFC 8216bis 4.2). */
    private static String hexadecimal(String digits) {
        return "0x" + digits.toUpperCase(Locale.ROOT);
    }

    /** Of segments that {@link SegmentCipher} encrypted: without IV it is the msn. */
    public static KeyTag aes128(String uri) {
        return new KeyTag("METHOD=AES-128,URI=\"" + uri + "\"");
    }

    /** The tag, without an end of line. */
    public String text() {
        return "#EXT-X-KEY:" + attributes;
    }
}
