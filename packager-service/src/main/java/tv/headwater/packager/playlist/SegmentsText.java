package tv.headwater.packager.playlist;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tv.headwater.packager.crypt.KeyTag;
import tv.headwater.packager.playlist.MediaPlaylist.Part;
import tv.headwater.packager.playlist.MediaPlaylist.Segment;
import tv.headwater.packager.playlist.PastSegments.Place;

/** Writes Media Segments, one after another. */
final class SegmentsText {

    private static final DateTimeFormatter DATE_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final StringBuilder text;

    /** Of the segment written last. */
    private Place place;

    SegmentsText(StringBuilder text, Place place) {
        this.text = text;
        this.place = place;
    }

    Place place() {
        return place;
    }

    /** Goes on after what is written already, or not at all. */
    void skipTo(Place next) {
        place = next;
    }

    void append(Segment segment) {
        place(segment.map(), segment.key(), segment.discontinuitySequence());
        text.append("#EXT-X-PROGRAM-DATE-TIME:")
                .append(DATE_TIME.format(segment.programDateTime()))
                .append('\n');
        segment.parts().forEach(this::append);
        if (segment.gap()) {
            text.append("#EXT-X-GAP\n");
        }
        text.append("#EXTINF:");
        appendSeconds(text, segment.duration(), segment.timescale());
        text.append(",\n").append(segment.uri()).append('\n');
    }

    /** The key stands before the map, as it must where a map is encrypted too. */
    void place(String map, @Nullable KeyTag key, long discontinuitySequence) {
        for (long i = place.discontinuitySequence(); i < discontinuitySequence; i++) {
            text.append("#EXT-X-DISCONTINUITY\n");
        }
        if (!Objects.equals(key, place.key())) {
            append(key == null ? KeyTag.NONE : key);
        }
        if (!map.equals(place.map())) {
            appendMap(map);
        }
        place = new Place(map, key, Math.max(discontinuitySequence, place.discontinuitySequence()));
    }

    /**
     * Tells again what holds.
     *
     * @param next of the segment that follows, which tells what it changes
     */
    void restate(Place held, Place next) {
        if (held.key() != null && held.key().equals(next.key())) {
            append(held.key());
        }
        if (!held.map().isEmpty() && held.map().equals(next.map())) {
            appendMap(held.map());
        }
    }

    private void append(KeyTag key) {
        text.append(key.text()).append('\n');
    }

    private void appendMap(String map) {
        text.append("#EXT-X-MAP:URI=\"").append(map).append("\"\n");
    }

    void append(Part part) {
        text.append("#EXT-X-PART:DURATION=");
        appendSeconds(text, part.duration(), part.timescale());
        text.append(",URI=\"").append(part.uri()).append('"');
        if (part.independent()) {
            text.append(",INDEPENDENT=YES");
        }
        text.append('\n');
    }

    static void appendSeconds(StringBuilder text, long duration, int timescale) {
        long micros =
                Math.addExact(Math.multiplyExact(duration, 1_000_000L), timescale / 2) / timescale;
        var fraction = Long.toString(1_000_000 + micros % 1_000_000);
        text.append(micros / 1_000_000).append('.').append(fraction, 1, 7);
    }
}
