package tv.headwater.packager.cmaf;

import java.nio.ByteBuffer;

/**
 * How a track is encrypted under the scheme {@code cbcs} (ISO/IEC 23001-7 8.2 and 10.4).
 *
 * @param keyId KID, 16 bytes
 * @param constantIv of every subsample, 16 bytes
 * @param cryptBlocks of 16 bytes, encrypted before {@code skipBlocks} in the clear
 * @param skipBlocks 0 where all whole blocks are encrypted
 */
public record TrackEncryption(
        ByteBuffer keyId, ByteBuffer constantIv, int cryptBlocks, int skipBlocks) {

    static final String SCHEME = "cbcs";

    private static final int SCHEME_VERSION = 0x00010000;

    /** Of a {@code pssh} that names keys and belongs to no vendor (W3C, "cenc" Initialization Data Format). */
    private static final long COMMON_SYSTEM_HIGH = 0x1077efecc0b24d02L;

    private static final long COMMON_SYSTEM_LOW = 0xace33c1e52e2fb4bL;

    public TrackEncryption {
        keyId = keyId.slice().asReadOnlyBuffer();
        constantIv = constantIv.slice().asReadOnlyBuffer();
        if (keyId.remaining() != 16 || constantIv.remaining() != 16) {
            throw new IllegalArgumentException(
                    "KID of "
                            + keyId.remaining()
                            + " bytes or IV of "
                            + constantIv.remaining()
                            + " is not of 16");
        }
    }

    /** {@code sinf} of a sample entry that would be called {@code original} if it were not encrypted. */
    void sinf(BoxWriter out, String original) {
        out.box(
                "sinf",
                () -> {
                    out.box("frma", () -> out.ascii(original));
                    out.fullBox("schm", 0, 0, () -> out.ascii(SCHEME).u32(SCHEME_VERSION));
                    out.box("schi", () -> tenc(out));
                });
    }

    private void tenc(BoxWriter out) {
        out.fullBox(
                "tenc",
                1,
                0,
                () -> {
                    out.u8(0).u8(cryptBlocks << 4 | skipBlocks);
                    out.u8(1).u8(0).bytes(keyId);
                    out.u8(constantIv.remaining()).bytes(constantIv);
                });
    }

    /** {@code pssh}, which browsers read the KID from. */
    void pssh(BoxWriter out) {
        out.fullBox(
                "pssh",
                1,
                0,
                () ->
                        out.u64(COMMON_SYSTEM_HIGH)
                                .u64(COMMON_SYSTEM_LOW)
                                .u32(1)
                                .bytes(keyId)
                                .u32(0));
    }
}
