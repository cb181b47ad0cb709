package tv.headwater.packager.crypt;

import org.jspecify.annotations.Nullable;

/**
 * What everybody may know of a {@link ContentKey}.
 *
 * @param number which of the stream's it is
 * @param iv the constant IV, 32 hexadecimal digits
 * @param keyId KID, 32 hexadecimal digits; null of segments that were stored before it was kept with them
 */
public record KeyReference(long number, String iv, @Nullable String keyId) {}
