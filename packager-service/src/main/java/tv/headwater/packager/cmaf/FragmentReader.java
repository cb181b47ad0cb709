package tv.headwater.packager.cmaf;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads back what {@link Fragment} wrote, and nothing else's. */
public final class FragmentReader {

    private static final int HEADER = 8;
    private static final int MOOF = type("moof");
    private static final int TRAF = type("traf");
    private static final int TFDT = type("tfdt");
    private static final int TRUN = type("trun");
    private static final int SENC = type("senc");
    private static final int FULL_BOX = 4;
    private static final int PER_SAMPLE_FLAGS_AND_OFFSET = 0x000c00;

    private FragmentReader() {}

    /**
     * The samples of a part or a segment, in decoding order; their payloads are slices of {@code bytes}.
     *
     * @throws IllegalArgumentException if the bytes are no fragments of ours
     */
    public static List<TimedSample> samples(ByteBuffer bytes) {
        var in = bytes.slice();
        List<TimedSample> samples = new ArrayList<>();
        try {
            while (in.hasRemaining()) {
                var box = box(in, in.position());
                if (in.getInt(in.position() + 4) == MOOF) {
                    read(in.slice(in.position(), in.remaining()), samples);
                }
                in.position(in.position() + HEADER + box.remaining());
            }
        } catch (IndexOutOfBoundsException | BufferUnderflowException e) {
            throw new IllegalArgumentException("a box reaches beyond its container", e);
        }
        return samples;
    }

    private static void read(ByteBuffer fromMoof, List<TimedSample> samples) {
        var traf = required(box(fromMoof, 0), TRAF);
        long dts = required(traf, TFDT).getLong(FULL_BOX);
        var trun = required(traf, TRUN);
        var senc = child(traf, SENC);
        boolean video = (trun.getInt() & PER_SAMPLE_FLAGS_AND_OFFSET) != 0;
        int count = trun.getInt();
        int at = trun.getInt();
        if (senc != null) {
            senc.position(FULL_BOX + 4);
        }
        for (int i = 0; i < count; i++) {
            long duration = Integer.toUnsignedLong(trun.getInt());
            int size = trun.getInt();
            boolean randomAccess = !video || trun.getInt() == (int) Fragment.SYNC;
            long offset = video ? trun.getInt() : 0;
            var sample =
                    new Sample(
                            fromMoof.slice(at, size),
                            duration,
                            offset,
                            randomAccess,
                            senc == null ? List.of() : subsamples(senc));
            samples.add(new TimedSample(dts, sample));
            dts += duration;
            at += size;
        }
    }

    private static List<Subsample> subsamples(ByteBuffer senc) {
        int count = Short.toUnsignedInt(senc.getShort());
        List<Subsample> subsamples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            subsamples.add(new Subsample(Short.toUnsignedInt(senc.getShort()), senc.getInt()));
        }
        return subsamples;
    }

    private static ByteBuffer required(ByteBuffer container, int type) {
        var found = child(container, type);
        if (found == null) {
            throw new IllegalArgumentException("a fragment lacks one of its boxes");
        }
        return found;
    }

    private static @Nullable ByteBuffer child(ByteBuffer container, int type) {
        int at = 0;
        while (at < container.limit()) {
            var box = box(container, at);
            if (container.getInt(at + 4) == type) {
                return box;
            }
            at += HEADER + box.remaining();
        }
        return null;
    }

    /** The content of the box at {@code at}. */
    private static ByteBuffer box(ByteBuffer in, int at) {
        return in.slice(at + HEADER, in.getInt(at) - HEADER);
    }

    private static int type(String name) {
        return name.charAt(0) << 24 | name.charAt(1) << 16 | name.charAt(2) << 8 | name.charAt(3);
    }
}
