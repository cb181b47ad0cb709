package tv.headwater.packager.cmaf;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * An ID3 tag as an event message box, {@code emsg} of version 1 (ISO/IEC 23009-1 5.10.3.3, "Carriage of ID3 Timed Metadata in
 * CMAF"). It stands before the {@code moof} of the fragment it comes with.
 */
public final class EventMessage {

    /** What the box says it carries. */
    static final String SCHEME = "https://aomedia.org/emsg/ID3";

    private static final long UNKNOWN_DURATION = 0xffffffffL;
    private static final int ID3_HEADER = 10;
    private static final int FRAME_HEADER = 10;
    private static final int UTF_8 = 3;

    /** Beyond it a size does not fit its 4 × 7 bits. */
    private static final int MAX_TAG = 1 << 28;

    private EventMessage() {}

    /**
     * @param id the same in every copy of the event, and no other event's; its low 32 bits are written
     * @param timescale of the track, which {@code presentationTime} and {@code duration} are in
     * @param presentationTime on the track's timeline; an event that comes late may lie before the fragment
     * @param duration negative for one that is not known
     * @param description of the TXXX frame: what the text is about
     * @param text of the TXXX frame (ID3v2.4 4.2.6)
     * @throws IllegalArgumentException if a text holds U+0000, or the time is negative
     */
    public static ByteBuffer write(
            long id,
            int timescale,
            long presentationTime,
            long duration,
            String description,
            String text) {
        if (presentationTime < 0) {
            throw new IllegalArgumentException(
                    "presentation time " + presentationTime + " is negative");
        }
        var tag = tag(description, text);
        var out = new BoxWriter(64 + SCHEME.length() + tag.length());
        boolean unknown = duration < 0 || duration >= UNKNOWN_DURATION;
        out.fullBox(
                "emsg",
                1,
                0,
                () ->
                        out.u32(timescale)
                                .u64(presentationTime)
                                .u32(unknown ? UNKNOWN_DURATION : duration)
                                .u32(id)
                                .ascii(SCHEME)
                                .u8(0)
                                .u8(0) // an empty value
                                .bytes(tag.written()));
        return out.written();
    }

    /** An ID3v2.4 tag with one TXXX frame. */
    private static BoxWriter tag(String description, String text) {
        var name = utf8(description);
        var value = utf8(text);
        int frame = 1 + name.remaining() + 1 + value.remaining();
        var out = new BoxWriter(ID3_HEADER + FRAME_HEADER + frame);
        out.ascii("ID3").u8(4).u8(0).u8(0);
        syncSafe(out, FRAME_HEADER + frame);
        out.ascii("TXXX");
        syncSafe(out, frame);
        out.u16(0).u8(UTF_8).bytes(name).u8(0).bytes(value);
        return out;
    }

    private static ByteBuffer utf8(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a text of an ID3 tag holds U+0000");
        }
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A size of which no byte has its highest bit set, so that none looks like the start of an MPEG frame. */
    private static void syncSafe(BoxWriter out, int size) {
        if (size >= MAX_TAG) {
            throw new IllegalArgumentException("ID3 tag of " + size + " bytes exceeds " + MAX_TAG);
        }
        out.u8(size >> 21 & 0x7f).u8(size >> 14 & 0x7f).u8(size >> 7 & 0x7f).u8(size & 0x7f);
    }
}
