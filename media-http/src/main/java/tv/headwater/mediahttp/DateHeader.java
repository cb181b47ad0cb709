package tv.headwater.mediahttp;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The Date header's value (RFC 9110 6.6.1), written once a second. */
final class DateHeader {

    /** IMF-fixdate; the JDK's own RFC 1123 format leaves the day's leading zero away. */
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private record Second(long epochSecond, String text) {}

    private volatile Second last = at(0);

    String now() {
        long second = Math.floorDiv(System.currentTimeMillis(), 1000L);
        var known = last;
        if (known.epochSecond() != second) {
            known = at(second);
            last = known;
        }
        return known.text();
    }

    private static Second at(long epochSecond) {
        return new Second(epochSecond, FORMAT.format(Instant.ofEpochSecond(epochSecond)));
    }
}
