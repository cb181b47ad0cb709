package tv.headwater.ingest.rtmp.amf;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads AMF 0 (Adobe amf0-file-format-specification, section 2) within limits. For one message and one thread. */
public final class AmfReader {

    private static final int OBJECT_END = 0x09;

    private final ByteBuffer in;
    private final AmfLimits limits;
    private int values;

    private AmfReader(ByteBuffer in, AmfLimits limits) {
        this.in = in;
        this.limits = limits;
    }

    /**
     * Reads all of {@code bytes} as a row of values.
     *
     * @throws MalformedAmf if they are not AMF 0, or more than {@code limits} allow
     */
    public static List<AmfValue> read(ByteBuffer bytes, AmfLimits limits) {
        var reader = new AmfReader(bytes.slice(), limits);
        List<AmfValue> row = new ArrayList<>();
        try {
            while (reader.in.hasRemaining()) {
                row.add(reader.value(0));
            }
        } catch (BufferUnderflowException e) {
            throw new MalformedAmf("an AMF value runs past the end of its message");
        }
        return row;
    }

    private AmfValue value(int depth) {
        if (++values > limits.values()) {
            throw new MalformedAmf("more than " + limits.values() + " AMF values in a message");
        }
        int marker = Byte.toUnsignedInt(in.get());
        return switch (marker) {
            case 0x00 -> new AmfValue.Numeric(in.getDouble());
            case 0x01 -> new AmfValue.Flag(in.get() != 0);
            case 0x02 -> new AmfValue.Text(text(shortLength()));
            case 0x03 -> new AmfValue.Properties(entries(deeper(depth), Integer.MAX_VALUE));
            case 0x05, 0x06, 0x0D -> AmfValue.NULL;
            case 0x08 -> new AmfValue.EcmaArray(entries(deeper(depth), count(3)));
            case 0x0A -> strictArray(deeper(depth));
            case 0x0B -> date();
            case 0x0C, 0x0F -> new AmfValue.Text(text(in.getInt()));
            case 0x10 -> {
                text(shortLength());
                yield new AmfValue.Properties(entries(deeper(depth), Integer.MAX_VALUE));
            }
            case 0x11 -> throw new MalformedAmf("AMF 3 is not supported");
            default -> throw new MalformedAmf("AMF marker " + marker + " is not supported");
        };
    }

    private int deeper(int depth) {
        if (depth >= limits.depth()) {
            throw new MalformedAmf("AMF values nest deeper than " + limits.depth());
        }
        return depth + 1;
    }

    /** Entries up to the end marker. Some encoders leave it out behind an ECMA array at the end of a message: {@code expected} forgives that. */
    private Map<String, AmfValue> entries(int depth, int expected) {
        Map<String, AmfValue> entries = new LinkedHashMap<>();
        int read = 0;
        while (in.hasRemaining() || read < expected) {
            var name = text(shortLength());
            if (name.isEmpty() && in.hasRemaining() && in.get(in.position()) == OBJECT_END) {
                in.get();
                return entries;
            }
            entries.put(name, value(depth));
            read++;
        }
        return entries;
    }

    private AmfValue strictArray(int depth) {
        int count = count(1);
        List<AmfValue> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(value(depth));
        }
        return new AmfValue.StrictArray(items);
    }

    private AmfValue date() {
        double milliseconds = in.getDouble();
        in.getShort();
        return new AmfValue.Date(milliseconds);
    }

    /** A count of things that take at least {@code size} bytes each. */
    private int count(int size) {
        int count = in.getInt();
        if (count < 0 || count > in.remaining() / size) {
            throw new MalformedAmf(
                    "AMF array of "
                            + Integer.toUnsignedString(count)
                            + " values, but "
                            + in.remaining()
                            + " bytes are left");
        }
        return count;
    }

    private int shortLength() {
        return Short.toUnsignedInt(in.getShort());
    }

    private String text(int length) {
        if (length < 0 || length > limits.stringLength()) {
            throw new MalformedAmf(
                    "AMF string of "
                            + Integer.toUnsignedString(length)
                            + " bytes exceeds "
                            + limits.stringLength());
        }
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        var bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
