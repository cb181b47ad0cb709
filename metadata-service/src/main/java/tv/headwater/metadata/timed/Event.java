package tv.headwater.metadata.timed;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.EventId;
import tv.headwater.contract.media.AttributeValue;
import tv.headwater.contract.media.TimedEvent;

/**
 * A timed event as callers see it and the database keeps it. Durations are in seconds, to the millisecond.
 *
 * @param attributes strings, numbers, and hexadecimal sequences as strings that begin with {@code 0x}
 * @param createdAt when it was taken
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Event(
        EventId id,
        @JsonProperty("class") @Nullable String dateRangeClass,
        Instant startDate,
        @Nullable BigDecimal duration,
        @Nullable BigDecimal plannedDuration,
        boolean endOnNext,
        Map<String, Object> attributes,
        @Nullable String text,
        Instant createdAt) {

    private static final int MICROS = 6;

    static Event of(TimedEvent event, Instant createdAt) {
        var attributes = new TreeMap<String, Object>();
        event.attributes().forEach((name, value) -> attributes.put(name, plain(value)));
        return new Event(
                event.id(),
                event.dateRangeClass(),
                Instant.EPOCH.plus(event.startDate(), ChronoUnit.MICROS),
                seconds(event.duration()),
                seconds(event.plannedDuration()),
                event.endOnNext(),
                attributes,
                event.text(),
                createdAt);
    }

    /** As it is told to players. */
    TimedEvent told() {
        return NewEvent.of(this).event(id, startDate);
    }

    /** Whether it ended before {@code date}, as far as it says so itself. */
    boolean isOverAt(Instant date) {
        return duration != null
                && startDate
                        .plus(duration.movePointRight(MICROS).longValue(), ChronoUnit.MICROS)
                        .isBefore(date);
    }

    private static Object plain(AttributeValue value) {
        return switch (value) {
            case AttributeValue.Quoted quoted -> quoted.value();
            case AttributeValue.Decimal decimal -> new BigDecimal(decimal.text());
            case AttributeValue.Hexadecimal hexadecimal -> hexadecimal.value();
        };
    }

    private static @Nullable BigDecimal seconds(@Nullable Long micros) {
        return micros == null
                ? null
                : new BigDecimal(
                        BigDecimal.valueOf(micros, MICROS).stripTrailingZeros().toPlainString());
    }
}
