package tv.headwater.e2e.hls;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The smallest CMAF files that are whole: one track, 1000 ticks a second, samples of one NAL unit. */
final class SyntheticMedia {

    static final int TIMESCALE = 1000;

    private static final int SYNC = 0x0200_0000;
    private static final int NOT_SYNC = 0x0101_0000;
    private static final int SAMPLE_SIZE = 12;
    private static final byte IDR = 0x65;

    /** Where the first byte of the first sample's data lies behind the start of moof. */
    private static final int BEFORE_TRUN_ENTRIES = 8 + 16 + 8 + 16 + 20 + 20;

    private static final int VISUAL_SAMPLE_ENTRY = 78;
    private static final int PER_SAMPLE = 12;
    private static final int BOX_HEADER = 8;

    private SyntheticMedia() {}

    static byte[] init() {
        return init(TIMESCALE);
    }

    /** One of another time scale. */
    static byte[] init(int timescale) {
        return init(timescale, box("avc1", new byte[VISUAL_SAMPLE_ENTRY]));
    }

    /** One that says its samples are encrypted by a scheme, such as {@code cbcs}. */
    static byte[] encryptedInit(String scheme) {
        var schm = concat(new byte[4], ascii(scheme), new byte[4]);
        var sinf = box("sinf", box("schm", schm), box("schi", box("tenc", new byte[4])));
        return init(TIMESCALE, box("encv", new byte[VISUAL_SAMPLE_ENTRY], sinf));
    }

    private static byte[] init(int timescale, byte[] sampleEntry) {
        var mdhd = ByteBuffer.allocate(24).putInt(12, timescale).array();
        var stbl = box("stbl", box("stsd", new byte[8], sampleEntry));
        return concat(
                box("ftyp", ascii("cmf2")),
                box("moov", box("trak", box("mdia", box("mdhd", mdhd), box("minf", stbl)))));
    }

    static byte[] styp() {
        return box("styp", ascii("msdh"));
    }

    /**
     * A fragment.
     *
     * @param start of its first sample, and {@code duration} of each, in milliseconds
     * @param sync whether the first is a sync sample
     * @param allSync whether the others are
     */
    static byte[] fragment(long start, int samples, int duration, boolean sync, boolean allSync) {
        int dataOffset = BEFORE_TRUN_ENTRIES + samples * PER_SAMPLE + BOX_HEADER;
        var trun = ByteBuffer.allocate(12 + samples * PER_SAMPLE);
        trun.putInt(0x701).putInt(samples).putInt(dataOffset);
        var data = ByteBuffer.allocate(samples * SAMPLE_SIZE);
        for (int i = 0; i < samples; i++) {
            boolean isSync = i == 0 ? sync : allSync;
            trun.putInt(duration).putInt(SAMPLE_SIZE).putInt(isSync ? SYNC : NOT_SYNC);
            data.putInt(SAMPLE_SIZE - 4).putInt(IDR << 24).putInt((int) start + i);
        }
        var moof =
                box(
                        "moof",
                        box("mfhd", new byte[8]),
                        box(
                                "traf",
                                box("tfhd", ByteBuffer.allocate(8).putInt(4, 1).array()),
                                box("tfdt", tfdt(start)),
                                box("trun", trun.array())));
        return concat(moof, box("mdat", data.array()));
    }

    private static byte[] tfdt(long start) {
        return ByteBuffer.allocate(12).putInt(1 << 24).putLong(start).array();
    }

    static byte[] box(String type, byte[]... contents) {
        var content = concat(contents);
        return ByteBuffer.allocate(BOX_HEADER + content.length)
                .putInt(BOX_HEADER + content.length)
                .put(ascii(type))
                .put(content)
                .array();
    }

    static byte[] concat(byte[]... parts) {
        var all = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(part -> part.length).sum());
        Arrays.stream(parts).forEach(all::put);
        return all.array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
