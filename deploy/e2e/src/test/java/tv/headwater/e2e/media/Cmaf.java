package tv.headwater.e2e.media;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads from CMAF files (ISO/IEC 14496-12) what players go by. One track a file. */
public final class Cmaf {

    private static final int BOX_HEADER = 8;
    private static final int VISUAL_SAMPLE_ENTRY = 78;
    private static final int AUDIO_SAMPLE_ENTRY = 28;
    private static final int NOT_SYNC = 0x0001_0000;

    /**
     * A {@code moof} and what it describes.
     *
     * @param start of its first sample, by {@code tfdt}, in ticks of the track's timescale
     * @param end of its last sample, likewise
     */
    public record Fragment(long start, long end, List<Sample> samples) {

        public Fragment {
            samples = List.copyOf(samples);
        }
    }

    private Cmaf() {}

    /** Ticks a second, from an init segment's mdhd. */
    public static int timescale(byte[] init) {
        var mdhd = box(ByteBuffer.wrap(init), "moov", "trak", "mdia", "mdhd").orElseThrow();
        return mdhd.getInt(mdhd.get(0) == 1 ? 20 : 12);
    }

    /**
     * How an init segment says that samples are encrypted, such as {@code cbcs}; empty where they are in the clear.
     *
     * @throws IllegalArgumentException if it is said in no way that is known
     */
    public static Optional<String> encryption(byte[] init) {
        var stsd = box(ByteBuffer.wrap(init), "moov", "trak", "mdia", "minf", "stbl", "stsd");
        var entries = stsd.orElseThrow();
        var entry = slice(entries, 8, entries.limit() - 8);
        var type = type(entry, 0);
        if (!type.startsWith("enc")) {
            return Optional.empty();
        }
        int fields = type.equals("encv") ? VISUAL_SAMPLE_ENTRY : AUDIO_SAMPLE_ENTRY;
        var boxes = slice(entry, BOX_HEADER + fields, entry.getInt(0) - BOX_HEADER - fields);
        var schm = box(boxes, "sinf", "schm");
        if (schm.isEmpty() || box(boxes, "sinf", "schi", "tenc").isEmpty()) {
            throw new IllegalArgumentException(type + " without schm or tenc");
        }
        return Optional.of(type(schm.get(), 0));
    }

    /** The samples of a media segment of 4-byte NAL lengths, in order of decoding. */
    public static List<Sample> samples(byte[] segment) {
        return fragments(segment).stream()
                .flatMap(fragment -> fragment.samples().stream())
                .toList();
    }

    /** The fragments of a media segment or part of 4-byte NAL lengths. */
    public static List<Fragment> fragments(byte[] segment) {
        var fragments = new ArrayList<Fragment>();
        var file = ByteBuffer.wrap(segment);
        while (file.remaining() >= BOX_HEADER) {
            int start = file.position();
            int size = file.getInt(start);
            if (type(file, start).equals("moof")) {
                var traf = box(slice(file, start + BOX_HEADER, size - BOX_HEADER), "traf");
                fragments.add(fragment(file, start, traf.orElseThrow()));
            }
            file.position(start + size);
        }
        return fragments;
    }

    private static Fragment fragment(ByteBuffer file, int moof, ByteBuffer traf) {
        var defaults = Defaults.read(box(traf, "tfhd").orElseThrow());
        var tfdt = box(traf, "tfdt").orElseThrow();
        long start = tfdt.get(0) == 1 ? tfdt.getLong(4) : tfdt.getInt(4) & 0xffff_ffffL;
        long dts = start;
        var trun = box(traf, "trun").orElseThrow();
        int flags = trun.getInt() & 0xff_ffff;
        int count = trun.getInt();
        int at = moof + ((flags & 1) != 0 ? trun.getInt() : 0);
        int firstFlags = (flags & 4) != 0 ? trun.getInt() : defaults.flags();
        var samples = new ArrayList<Sample>();
        for (int i = 0; i < count; i++) {
            int duration = (flags & 0x100) != 0 ? trun.getInt() : defaults.duration();
            int size = (flags & 0x200) != 0 ? trun.getInt() : defaults.size();
            int own = i == 0 ? firstFlags : defaults.flags();
            own = (flags & 0x400) != 0 ? trun.getInt() : own;
            int offset = (flags & 0x800) != 0 ? trun.getInt() : 0;
            var types = nalTypes(slice(file, at, size));
            samples.add(new Sample(dts, dts + offset, size, (own & NOT_SYNC) == 0, types));
            at += size;
            dts += duration;
        }
        return new Fragment(start, dts, samples);
    }

    private record Defaults(int duration, int size, int flags) {

        static Defaults read(ByteBuffer tfhd) {
            int flags = tfhd.getInt() & 0xff_ffff;
            int skip = ((flags & 1) != 0 ? 8 : 0) + ((flags & 2) != 0 ? 4 : 0);
            tfhd.position(tfhd.position() + 4 + skip);
            return new Defaults(
                    (flags & 8) != 0 ? tfhd.getInt() : 0,
                    (flags & 0x10) != 0 ? tfhd.getInt() : 0,
                    (flags & 0x20) != 0 ? tfhd.getInt() : 0);
        }
    }

    private static long nalTypes(ByteBuffer sample) {
        long types = 0;
        while (sample.remaining() > 4) {
            int length = sample.getInt();
            if (length <= 0 || length > sample.remaining()) {
                break;
            }
            types |= 1L << (sample.get(sample.position()) & 0x1f);
            sample.position(sample.position() + length);
        }
        return types;
    }

    /** The content of the first box at the end of a path of boxes. */
    private static Optional<ByteBuffer> box(ByteBuffer in, String... path) {
        var content = in;
        for (var type : path) {
            ByteBuffer found = null;
            for (int at = 0; at + BOX_HEADER <= content.limit(); at += content.getInt(at)) {
                if (type(content, at).equals(type)) {
                    found = slice(content, at + BOX_HEADER, content.getInt(at) - BOX_HEADER);
                    break;
                }
            }
            if (found == null) {
                return Optional.empty();
            }
            content = found;
        }
        return Optional.of(content);
    }

    private static String type(ByteBuffer in, int box) {
        var type = new byte[4];
        in.get(box + 4, type);
        return new String(type, StandardCharsets.US_ASCII);
    }

    private static ByteBuffer slice(ByteBuffer in, int at, int length) {
        return in.slice(at, length);
    }
}
