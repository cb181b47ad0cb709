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

    /** Of fragments that {@link SampleCipher} encrypted. Hexadecimal sequences are of upper-case digits (RFC 8216bis 4.2). */
    public static KeyTag sampleAes(String uri, KeyReference key) {
        return new KeyTag(
                "METHOD=SAMPLE-AES,URI=\""
                        + uri
                        + "\",IV=0x"
                        + key.iv().toUpperCase(Locale.ROOT)
                        + ",KEYFORMAT=\"identity\"");
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
