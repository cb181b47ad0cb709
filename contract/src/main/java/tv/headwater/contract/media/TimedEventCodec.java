package tv.headwater.contract.media;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.EventId;

/**
 * A timed event as the payload of its record, big-endian. Texts are UTF-8 with their length before them.
 *
 * <pre>
 *  0 16   id, ASCII
 * 16 i64  start date, µs
 * 24 i64  duration, µs, −1 for none
 * 32 i64  planned duration, µs, −1 for none
 * 40 u8   flags (1 END-ON-NEXT)
 * 41 u8 … class, empty for none
 *    u8   attributes, each: u8 … name, u8 kind (1 quoted, 2 decimal, 3 hexadecimal), u16 … value
 *    u16… text, empty for none
 * </pre>
 */
final class TimedEventCodec {

    private static final int FLAG_END_ON_NEXT = 1;
    private static final int KIND_QUOTED = 1;
    private static final int KIND_DECIMAL = 2;
    private static final int KIND_HEXADECIMAL = 3;
    private static final long NONE = -1;

    /** Of what the limits of an event allow: its fixed fields and class, its attributes, its text. */
    private static final int MAX_LENGTH =
            128
                    + TimedEvent.MAX_ATTRIBUTES * (40 + 3 * AttributeValue.MAX_LENGTH)
                    + TimedEvent.MAX_TEXT;

    private TimedEventCodec() {}

    static ByteBuffer encode(TimedEvent event) {
        var out = ByteBuffer.allocate(MAX_LENGTH);
        out.put(event.id().value().getBytes(StandardCharsets.US_ASCII));
        out.putLong(event.startDate());
        out.putLong(orNone(event.duration())).putLong(orNone(event.plannedDuration()));
        out.put((byte) (event.endOnNext() ? FLAG_END_ON_NEXT : 0));
        putShort(out, orEmpty(event.dateRangeClass()));
        out.put((byte) event.attributes().size());
        event.attributes()
                .forEach((name, value) -> {
                    putShort(out, name);
                    put(out, value);
                });
        putLong(out, orEmpty(event.text()));
        return out.flip();
    }

    private static void put(ByteBuffer out, AttributeValue value) {
        switch (value) {
            case AttributeValue.Quoted quoted -> {
                out.put((byte) KIND_QUOTED);
                putLong(out, quoted.value());
            }
            case AttributeValue.Decimal decimal -> {
                out.put((byte) KIND_DECIMAL);
                putLong(out, decimal.text());
            }
            case AttributeValue.Hexadecimal hexadecimal -> {
                out.put((byte) KIND_HEXADECIMAL);
                putLong(out, hexadecimal.value());
            }
        }
    }

    private static void putShort(ByteBuffer out, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        out.put((byte) bytes.length).put(bytes);
    }

    private static void putLong(ByteBuffer out, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        out.putShort((short) bytes.length).put(bytes);
    }

    private static long orNone(@Nullable Long micros) {
        return micros == null ? NONE : micros;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /**
     * @throws java.nio.BufferUnderflowException if a field runs past the end
     * @throws IllegalArgumentException if a field is beyond its limit
     */
    static TimedEvent decode(ByteBuffer in) {
        var id = new EventId(text(in, EventId.LENGTH));
        long startDate = in.getLong();
        long duration = in.getLong();
        long plannedDuration = in.getLong();
        int flags = in.get();
        var dateRangeClass = text(in, Byte.toUnsignedInt(in.get()));
        var attributes = attributes(in);
        var text = text(in, Short.toUnsignedInt(in.getShort()));
        if (in.hasRemaining()) {
            throw new MalformedMediaRecord(in.remaining() + " bytes follow the event");
        }
        return new TimedEvent(
                id,
                orNull(dateRangeClass),
                startDate,
                orNull(duration),
                orNull(plannedDuration),
                (flags & FLAG_END_ON_NEXT) != 0,
                attributes,
                orNull(text));
    }

    private static Map<String, AttributeValue> attributes(ByteBuffer in) {
        int count = Byte.toUnsignedInt(in.get());
        Map<String, AttributeValue> attributes = new HashMap<>();
        for (int i = 0; i < count; i++) {
            var name = text(in, Byte.toUnsignedInt(in.get()));
            if (attributes.put(name, value(in)) != null) {
                throw new MalformedMediaRecord("an attribute is there twice");
            }
        }
        return attributes;
    }

    private static AttributeValue value(ByteBuffer in) {
        int kind = in.get();
        var text = text(in, Short.toUnsignedInt(in.getShort()));
        return switch (kind) {
            case KIND_QUOTED -> new AttributeValue.Quoted(text);
            case KIND_DECIMAL -> new AttributeValue.Decimal(decimal(text));
            case KIND_HEXADECIMAL -> new AttributeValue.Hexadecimal(text);
            default ->
                    throw new MalformedMediaRecord("kind " + kind + " of an attribute is unknown");
        };
    }

    private static BigDecimal decimal(String text) {
        if (!text.matches("[0-9]{1,18}([.][0-9]{1,18})?")) {
            throw new MalformedMediaRecord("an attribute is no decimal");
        }
        return new BigDecimal(text);
    }

    private static String text(ByteBuffer in, int length) {
        if (length > in.remaining()) {
            throw new MalformedMediaRecord(
                    "a text of " + length + " bytes runs past the " + in.remaining() + " left");
        }
        var bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static @Nullable Long orNull(long micros) {
        return micros == NONE ? null : Long.valueOf(micros);
    }
}
