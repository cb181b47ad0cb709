package tv.headwater.packager.testing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads back what the packager writes, by the standard and not by the writer's code. */
public final class SegmentReader {

    /** A sample as a player sees it; times in the track's timescale. */
    public record Sample(
            long dts, long pts, long duration, boolean sync, ByteBuffer payload, int fragment) {}

    /** A box and where its content stands. */
    public record Box(String type, ByteBuffer content) {}

    private SegmentReader() {}

    /** The boxes that follow each other in {@code bytes}. */
    public static List<Box> boxes(ByteBuffer bytes) {
        var in = bytes.slice();
        List<Box> boxes = new ArrayList<>();
        while (in.hasRemaining()) {
            int size = in.getInt(in.position());
            var type = ascii(in.slice(in.position() + 4, 4));
            boxes.add(new Box(type, in.slice(in.position() + 8, size - 8)));
            in.position(in.position() + size);
        }
        return boxes;
    }

    /** The content of the first box at a path of types. */
    public static ByteBuffer find(ByteBuffer bytes, String... path) {
        var content = bytes;
        for (var type : path) {
            content =
                    boxes(content).stream()
                            .filter(box -> box.type().equals(type))
                            .findFirst()
                            .orElseThrow(() -> new AssertionError("no box " + type))
                            .content();
        }
        return content;
    }

    public static List<Sample> samples(ByteBuffer segment) {
        List<Sample> samples = new ArrayList<>();
        int fragment = 0;
        var in = segment.slice();
        while (in.hasRemaining()) {
            int size = in.getInt(in.position());
            if (ascii(in.slice(in.position() + 4, 4)).equals("moof")) {
                read(in.slice(in.position(), in.remaining()), fragment++, samples);
            }
            in.position(in.position() + size);
        }
        return samples;
    }

    private static void read(ByteBuffer fromMoof, int fragment, List<Sample> samples) {
        var traf = find(fromMoof, "moof", "traf");
        var tfhd = find(traf, "tfhd");
        int tfhdFlags = tfhd.getInt() & 0xffffff;
        if ((tfhdFlags & 0x020000) == 0) {
            throw new AssertionError("default-base-is-moof is not set");
        }
        tfhd.getInt();
        int defaultFlags = (tfhdFlags & 0x20) != 0 ? tfhd.getInt() : 0;
        var tfdt = find(traf, "tfdt");
        if (tfdt.getInt() >>> 24 != 1) {
            throw new AssertionError("tfdt is not of version 1");
        }
        long dts = tfdt.getLong();
        var trun = find(traf, "trun");
        int versionAndFlags = trun.getInt();
        if (versionAndFlags >>> 24 != 1) {
            throw new AssertionError("trun is not of version 1");
        }
        int count = trun.getInt();
        int at = trun.getInt();
        for (int i = 0; i < count; i++) {
            long duration = Integer.toUnsignedLong(trun.getInt());
            int size = trun.getInt();
            int flags = (versionAndFlags & 0x400) != 0 ? trun.getInt() : defaultFlags;
            int offset = (versionAndFlags & 0x800) != 0 ? trun.getInt() : 0;
            samples.add(
                    new Sample(
                            dts,
                            dts + offset,
                            duration,
                            flags == 0x02000000,
                            fromMoof.slice(at, size),
                            fragment));
            if (flags != 0x02000000 && flags != 0x01010000) {
                throw new AssertionError("sample flags " + Integer.toHexString(flags));
            }
            dts += duration;
            at += size;
        }
    }

    private static String ascii(ByteBuffer bytes) {
        return StandardCharsets.US_ASCII.decode(bytes).toString();
    }
}
