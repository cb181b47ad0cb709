package tv.headwater.packager.playlist;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import tv.headwater.contract.media.TimedEvent;

/**
 * EXT-X-DATERANGE (RFC 8216bis 4.4.5.1). It belongs to the whole playlist, whichever segment it stands before.
 *
 * <p>Dates are written to the millisecond, and durations likewise, so that END-DATE is START-DATE and DURATION exactly.
 */
public record DateRange(TimedEvent event) {

    private static final long MICROS_PER_MILLI = 1000;
    private static final long MILLIS_PER_SECOND = 1000;
    private static final DateTimeFormatter DATE_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** The tag and its line feed. */
    public String text() {
        var text = new StringBuilder(256);
        text.append("#EXT-X-DATERANGE:ID=\"").append(event.id()).append('"');
        if (event.dateRangeClass() != null) {
            text.append(",CLASS=\"").append(event.dateRangeClass()).append('"');
        }
        long start = millis(event.startDate());
        appendDate(text, "START-DATE", start);
        var duration = event.duration();
        if (duration != null) {
            appendDate(text, "END-DATE", start + millis(duration));
            appendSeconds(text, "DURATION", duration);
        }
        var planned = event.plannedDuration();
        if (planned != null) {
            appendSeconds(text, "PLANNED-DURATION", planned);
        }
        event.attributes()
                .forEach((name, value) ->
                        text.append(",X-").append(name).append('=').append(value.text()));
        if (event.endOnNext()) {
            text.append(",END-ON-NEXT=YES");
        }
        return text.append('\n').toString();
    }

    private static long millis(long micros) {
        return Math.floorDiv(micros, MICROS_PER_MILLI);
    }

    private static void appendDate(StringBuilder text, String name, long millis) {
        var date = DATE_TIME.format(Instant.ofEpochMilli(millis));
        text.append(',').append(name).append("=\"").append(date).append('"');
    }

    private static void appendSeconds(StringBuilder text, String name, long micros) {
        long millis = millis(micros);
        var fraction = Long.toString(MILLIS_PER_SECOND + millis % MILLIS_PER_SECOND);
        text.append(',').append(name).append('=').append(millis / MILLIS_PER_SECOND);
        text.append('.').append(fraction, 1, fraction.length());
    }
}
