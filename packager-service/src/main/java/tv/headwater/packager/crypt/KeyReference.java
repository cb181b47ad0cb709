package tv.headwater.packager.crypt;

/**
 * What everybody may know of a {@link ContentKey}.
 *
 * @param number which of the stream's it is
 * @param iv the constant IV, 32 hexadecimal digits
 */
public record KeyReference(long number, String iv) {}
