package tv.headwater.ingest.rtmp.amf;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One AMF 0 value. */
public sealed interface AmfValue {

    /** 0x00 */
    record Numeric(double value) implements AmfValue {}

    /** 0x01 */
    record Flag(boolean value) implements AmfValue {}

    /** 0x02, or 0x0C where longer than 65535 bytes; an XML document (0x0F) is read as its text. */
    record Text(String value) implements AmfValue {}

    /** 0x03; a typed object (0x10) is read without its class name. */
    record Properties(Map<String, AmfValue> entries) implements AmfValue {

        public Properties {
            entries = inOrder(entries);
        }

        /** The text under {@code name}, or null where there is none or it is no text. */
        public @Nullable String text(String name) {
            return entries.get(name) instanceof Text(var text) ? text : null;
        }
    }

    /** 0x05; undefined (0x06) and unsupported (0x0D) are read as null. */
    record Null() implements AmfValue {}

    /** 0x08 */
    record EcmaArray(Map<String, AmfValue> entries) implements AmfValue {

        public EcmaArray {
            entries = inOrder(entries);
        }
    }

    /** 0x0A */
    record StrictArray(List<AmfValue> values) implements AmfValue {

        public StrictArray {
            values = List.copyOf(values);
        }
    }

    /** 0x0B: milliseconds since 1970, UTC. The time zone is reserved and not kept. */
    record Date(double milliseconds) implements AmfValue {}

    Null NULL = new Null();

    static AmfValue of(String text) {
        return new Text(text);
    }

    static AmfValue of(double number) {
        return new Numeric(number);
    }

    private static Map<String, AmfValue> inOrder(Map<String, AmfValue> entries) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }
}
