package tv.headwater.e2e.hls.playlist;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An attribute list whose values have the types they must have.
 *
 * @param values by name, quotes included
 */
public record Attributes(Map<String, String> values) {

    static final Attributes NONE = new Attributes(Map.of());

    public Attributes {
        values = Map.copyOf(values);
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** The value without quotes, null where there is none. */
    public @Nullable String text(String name) {
        var value = values.get(name);
        return value == null ? null : value.replace("\"", "");
    }

    /** The value without quotes, empty where there is none. */
    public String textOr(String name) {
        var value = text(name);
        return value == null ? "" : value;
    }

    public OptionalLong integer(String name) {
        var value = values.get(name);
        return value == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(value));
    }

    public OptionalDouble decimal(String name) {
        var value = values.get(name);
        return value == null
                ? OptionalDouble.empty()
                : OptionalDouble.of(Double.parseDouble(value));
    }

    public boolean isYes(String name) {
        return "YES".equals(values.get(name));
    }

    @Nullable Instant date(String name) {
        var value = text(name);
        return value == null ? null : OffsetDateTime.parse(value).toInstant();
    }
}
