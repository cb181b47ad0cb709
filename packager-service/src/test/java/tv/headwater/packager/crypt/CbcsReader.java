package tv.headwater.packager.crypt;

import static tv.headwater.packager.testing.SegmentReader.boxes;
import static tv.headwater.packager.testing.SegmentReader.find;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import tv.headwater.packager.testing.SegmentReader;

/** Decrypts fragments by what their boxes say, block by block, and not by the writer's code. */
final class CbcsReader {

    final byte[] keyId = new byte[16];
    final byte[] iv = new byte[16];
    final int crypt;
    final int skip;
    final String original;
    private final Cipher aes;

    CbcsReader(ByteBuffer init, byte[] key) throws GeneralSecurityException {
        var stsd = find(init, "moov", "trak", "mdia", "minf", "stbl", "stsd");
        var entry = boxes(stsd.slice(8, stsd.limit() - 8)).getFirst();
        int fields = entry.type().equals("encv") ? 78 : 28;
        var boxes = entry.content().slice(fields, entry.content().limit() - fields);
        original = ascii(find(boxes, "sinf", "frma"));
        if (!ascii(find(boxes, "sinf", "schm").slice(4, 4)).equals("cbcs")) {
            throw new AssertionError("scheme");
        }
        var tenc = find(boxes, "sinf", "schi", "tenc");
        if (tenc.get(0) != 1 || tenc.get(6) != 1 || tenc.get(7) != 0 || tenc.get(24) != 16) {
            throw new AssertionError("tenc");
        }
        crypt = tenc.get(5) >> 4 & 15;
        skip = tenc.get(5) & 15;
        tenc.get(8, keyId);
        tenc.get(25, iv);
        aes = Cipher.getInstance("AES/ECB/NoPadding");
        aes.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"));
    }

    private static String ascii(ByteBuffer bytes) {
        return StandardCharsets.US_ASCII.decode(bytes.duplicate()).toString();
    }

    /** The payloads in the clear. */
    List<ByteBuffer> samples(ByteBuffer segment) throws GeneralSecurityException {
        List<ByteBuffer> clear = new ArrayList<>();
        var in = segment.slice();
        while (in.hasRemaining()) {
            int size = in.getInt(in.position());
            if (in.getInt(in.position() + 4) == 0x6d6f6f66) {
                int mdat = in.getInt(in.position() + size);
                fragment(in.slice(in.position(), size + mdat), clear);
            }
            in.position(in.position() + size);
        }
        return clear;
    }

    private void fragment(ByteBuffer fragment, List<ByteBuffer> clear)
            throws GeneralSecurityException {
        var traf = find(fragment, "moof", "traf");
        var samples = SegmentReader.samples(fragment);
        boolean subsampled = boxes(traf).stream().anyMatch(box -> box.type().equals("senc"));
        if (!subsampled) {
            for (var sample : samples) {
                var bytes = bytes(sample.payload());
                range(bytes, 0, bytes.length);
                clear.add(ByteBuffer.wrap(bytes));
            }
            return;
        }
        var senc = find(traf, "senc").slice();
        var saiz = find(traf, "saiz");
        int offset = find(traf, "saio").getInt(8);
        if ((senc.getInt() & 2) == 0 || senc.getInt() != samples.size()) {
            throw new AssertionError("senc");
        }
        // What saio points at must be what senc has.
        if (!fragment.slice(offset, senc.remaining()).equals(senc)) {
            throw new AssertionError("saio");
        }
        for (int i = 0; i < samples.size(); i++) {
            var bytes = bytes(samples.get(i).payload());
            int count = senc.getShort();
            if ((saiz.get(9 + i) & 0xff) != 2 + 6 * count) {
                throw new AssertionError("saiz");
            }
            int at = 0;
            for (int j = 0; j < count; j++) {
                at += Short.toUnsignedInt(senc.getShort());
                int length = senc.getInt();
                range(bytes, at, length);
                at += length;
            }
            if (at != bytes.length) {
                throw new AssertionError("subsamples of " + at + " of " + bytes.length);
            }
            clear.add(ByteBuffer.wrap(bytes));
        }
    }

    private void range(byte[] bytes, int from, int length) throws GeneralSecurityException {
        var previous = iv.clone();
        int block = 0;
        for (int at = from; at + 16 <= from + length; at += 16) {
            if (block++ % (crypt + skip) < crypt) {
                var secret = java.util.Arrays.copyOfRange(bytes, at, at + 16);
                var plain = aes.doFinal(secret);
                for (int i = 0; i < 16; i++) {
                    bytes[at + i] = (byte) (plain[i] ^ previous[i]);
                }
                previous = secret;
            }
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.get(buffer.position(), bytes);
        return bytes;
    }
}
