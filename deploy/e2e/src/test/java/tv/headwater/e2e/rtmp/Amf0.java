package tv.headwater.e2e.rtmp;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** AMF0 as far as commands need it: numbers, booleans, strings, objects and null. */
final class Amf0 {

    private Amf0() {}

    static byte[] write(@Nullable Object... values) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            for (var value : values) {
                write(out, value);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, @Nullable Object value) throws IOException {
        switch (value) {
            case null -> out.writeByte(5);
            case Number number -> {
                out.writeByte(0);
                out.writeDouble(number.doubleValue());
            }
            case Boolean bool -> {
                out.writeByte(1);
                out.writeBoolean(bool);
            }
            case String text -> {
                out.writeByte(2);
                out.writeUTF(text);
            }
            case Map<?, ?> map -> {
                out.writeByte(3);
                for (var entry : map.entrySet()) {
                    out.writeUTF((String) entry.getKey());
                    write(out, entry.getValue());
                }
                out.writeShort(0);
                out.writeByte(9);
            }
            default -> throw new IllegalArgumentException("no AMF0 for " + value.getClass());
        }
    }

    /** All values of a message body. */
    static List<@Nullable Object> read(byte[] body) {
        var in = ByteBuffer.wrap(body);
        var values = new ArrayList<@Nullable Object>();
        while (in.hasRemaining()) {
            values.add(value(in));
        }
        return values;
    }

    private static @Nullable Object value(ByteBuffer in) {
        int type = in.get();
        return switch (type) {
            case 0 -> in.getDouble();
            case 1 -> in.get() != 0;
            case 2 -> text(in);
            case 3 -> object(in);
            case 8 -> {
                in.getInt();
                yield object(in);
            }
            case 5, 6 -> null;
            default -> throw new IllegalArgumentException("AMF0 type " + type);
        };
    }

    private static Map<String, @Nullable Object> object(ByteBuffer in) {
        var map = new LinkedHashMap<String, @Nullable Object>();
        while (true) {
            var name = text(in);
            if (name.isEmpty()) {
                in.get();
                return map;
            }
            map.put(name, value(in));
        }
    }

    private static String text(ByteBuffer in) {
        var bytes = new byte[in.getShort() & 0xffff];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
