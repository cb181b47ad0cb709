package tv.headwater.metadata.timed;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.api.InvalidProperty;
import tv.headwater.contract.id.EventId;
import tv.headwater.contract.media.AttributeValue;
import tv.headwater.contract.media.TimedEvent;

/**
 * What a caller asks for; see {@link TimedEvent} for the limits.
 *
 * @param id the caller's own, so that asking again does not tell it twice
 * @param startDate now where it is absent
 * @param duration seconds, as is {@code plannedDuration}; both are rounded to milliseconds
 */
record NewEvent(
        @Nullable EventId id,
        @JsonProperty("class") @Schema(description = "CLASS, such as `org.example.ad`")
                @Nullable String dateRangeClass,
        @Nullable Instant startDate,
        @Nullable Double duration,
        @Nullable Double plannedDuration,
        @Nullable Boolean endOnNext,
        @Schema(
                        description =
                                "X-…, by their names without `X-`: strings, numbers, or strings that"
                                        + " begin with `0x` and have digits of `[0-9A-F]` for"
                                        + " hexadecimal sequences")
                @Nullable Map<String, @Nullable Object> attributes,
        @Nullable String text) {

    private static final double MILLIS_PER_SECOND = 1000;
    private static final long MICROS_PER_MILLI = 1000;

    /** What an event that is there was asked for with. */
    static NewEvent of(Event event) {
        return new NewEvent(
                event.id(),
                event.dateRangeClass(),
                event.startDate(),
                number(event.duration()),
                number(event.plannedDuration()),
                event.endOnNext(),
                new HashMap<>(event.attributes()),
                event.text());
    }

    private static @Nullable Double number(@Nullable BigDecimal seconds) {
        return seconds == null ? null : Double.valueOf(seconds.doubleValue());
    }

    /**
     * @param start in milliseconds, within what is allowed
     * @throws InvalidProperty if a value is beyond its limit
     */
    TimedEvent event(EventId eventId, Instant start) {
        var length = micros("duration", duration);
        var planned = micros("plannedDuration", plannedDuration);
        boolean open = endOnNext != null && endOnNext;
        check("class", () -> TimedEvent.requireClass(dateRangeClass));
        if (open) {
            check("endOnNext", () -> TimedEvent.requireEndOnNext(dateRangeClass, length));
        }
        check("text", () -> TimedEvent.requireText(text));
        return new TimedEvent(
                eventId,
                dateRangeClass,
                ChronoUnit.MICROS.between(Instant.EPOCH, start),
                length,
                planned,
                open,
                values(),
                text);
    }

    private static @Nullable Long micros(String property, @Nullable Double seconds) {
        if (seconds == null) {
            return null;
        }
        long micros = Math.round(seconds * MILLIS_PER_SECOND) * MICROS_PER_MILLI;
        boolean far = Double.isNaN(seconds) || Math.abs(seconds) > TimedEvent.MAX_DURATION;
        check(property, () -> TimedEvent.requireDuration(property, far ? -1 : micros));
        return micros;
    }

    private Map<String, AttributeValue> values() {
        Map<String, AttributeValue> values = new HashMap<>();
        if (attributes != null) {
            attributes.forEach((name, given) -> {
                check("attributes", () -> TimedEvent.requireName(name));
                values.put(name, value(name, given));
            });
        }
        check("attributes", () -> TimedEvent.requireAttributes(values));
        return values;
    }

    private static AttributeValue value(String name, @Nullable Object given) {
        try {
            return switch (given) {
                case String text when AttributeValue.Hexadecimal.isOne(text) ->
                        new AttributeValue.Hexadecimal(text);
                case String text -> new AttributeValue.Quoted(text);
                case Double number when !Double.isFinite(number) ->
                        throw new IllegalArgumentException("is beyond its range");
                case Number number -> new AttributeValue.Decimal(new BigDecimal(number.toString()));
                case null, default ->
                        throw new IllegalArgumentException("is not a string or a number");
            };
        } catch (IllegalArgumentException e) {
            var property = "attributes." + name;
            throw new InvalidProperty(property, property + " " + e.getMessage());
        }
    }

    private static void check(String property, Runnable requirement) {
        try {
            requirement.run();
        } catch (IllegalArgumentException e) {
            throw new InvalidProperty(property, String.valueOf(e.getMessage()));
        }
    }
}
