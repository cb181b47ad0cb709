package tv.headwater.ingest.rtmp.amf;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Writes AMF 0. */
public final class AmfWriter {

    private static final int SHORT = 0xFFFF;

    private AmfWriter() {}

    /**
     * @throws IllegalArgumentException if a property name is longer than 65535 bytes
     */
    public static byte[] write(List<AmfValue> values) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            for (var value : values) {
                write(out, value);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an array cannot fail", e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, AmfValue value) throws IOException {
        switch (value) {
            case AmfValue.Numeric(var number) -> {
                out.writeByte(0x00);
                out.writeDouble(number);
            }
            case AmfValue.Flag(var flag) -> {
                out.writeByte(0x01);
                out.writeByte(flag ? 1 : 0);
            }
            case AmfValue.Text(var text) -> text(out, text.getBytes(StandardCharsets.UTF_8));
            case AmfValue.Properties(var entries) -> {
                out.writeByte(0x03);
                entries(out, entries);
            }
            case AmfValue.Null() -> out.writeByte(0x05);
            case AmfValue.EcmaArray(var entries) -> {
                out.writeByte(0x08);
                out.writeInt(entries.size());
                entries(out, entries);
            }
            case AmfValue.StrictArray(var items) -> {
                out.writeByte(0x0A);
                out.writeInt(items.size());
                for (var item : items) {
                    write(out, item);
                }
            }
            case AmfValue.Date(var milliseconds) -> {
                out.writeByte(0x0B);
                out.writeDouble(milliseconds);
                out.writeShort(0);
            }
        }
    }

    private static void text(DataOutputStream out, byte[] utf8) throws IOException {
        if (utf8.length <= SHORT) {
            out.writeByte(0x02);
            out.writeShort(utf8.length);
        } else {
            out.writeByte(0x0C);
            out.writeInt(utf8.length);
        }
        out.write(utf8);
    }

    private static void entries(DataOutputStream out, Map<String, AmfValue> entries)
            throws IOException {
        for (var entry : entries.entrySet()) {
            var name = entry.getKey().getBytes(StandardCharsets.UTF_8);
            if (name.length > SHORT) {
                throw new IllegalArgumentException(
                        "property name of " + name.length + " bytes exceeds " + SHORT);
            }
            out.writeShort(name.length);
            out.write(name);
            write(out, entry.getValue());
        }
        out.writeShort(0);
        out.writeByte(0x09);
    }
}
