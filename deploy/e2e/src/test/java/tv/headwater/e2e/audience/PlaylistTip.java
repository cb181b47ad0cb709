package tv.headwater.e2e.audience;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The parts of a low-latency media playlist, whole or a delta update. Read without looking at anything else: some hundred viewers
 * read a thousand playlists a second, and whether these are right in every respect others see to.
 *
 * @param holdBack PART-HOLD-BACK
 * @param hasDeltas whether CAN-SKIP-UNTIL says that there are delta updates
 * @param parts EXT-X-PART, in order
 * @param next the part that comes after them; a segment that is complete has no more
 */
record PlaylistTip(Duration holdBack, boolean hasDeltas, List<ListedPart> parts, Position next) {

    private static final String PART = "#EXT-X-PART:";
    private static final String MEDIA_SEQUENCE = "#EXT-X-MEDIA-SEQUENCE:";
    private static final String SKIP = "#EXT-X-SKIP:";
    private static final String SERVER_CONTROL = "#EXT-X-SERVER-CONTROL:";

    /** EXT-X-PART. */
    record ListedPart(Position position, Duration duration, String uri) {}

    PlaylistTip {
        parts = List.copyOf(parts);
    }

    /**
     * Reads a playlist.
     *
     * @throws IOException if it is no playlist, or lists no parts
     */
    static PlaylistTip parse(byte[] playlist) throws IOException {
        var text = new String(playlist, StandardCharsets.UTF_8);
        if (!text.startsWith("#EXTM3U\n")) {
            throw new IOException("no playlist");
        }
        var parts = new ArrayList<ListedPart>();
        var holdBack = Duration.ZERO;
        boolean hasDeltas = false;
        long msn = 0;
        int part = 0;
        int end;
        for (int at = 0; at < text.length(); at = end + 1) {
            end = text.indexOf('\n', at);
            end = end < 0 ? text.length() : end;
            if (text.startsWith(PART, at)) {
                parts.add(part(text.substring(at, end), new Position(msn, part++)));
            } else if (text.startsWith(MEDIA_SEQUENCE, at)) {
                msn = Long.parseLong(text, at + MEDIA_SEQUENCE.length(), end, 10);
            } else if (text.startsWith(SKIP, at)) {
                msn += Long.parseLong(attribute(text.substring(at, end), "SKIPPED-SEGMENTS"));
            } else if (text.startsWith(SERVER_CONTROL, at)) {
                var line = text.substring(at, end);
                holdBack = seconds(attribute(line, "PART-HOLD-BACK"));
                hasDeltas = line.contains("CAN-SKIP-UNTIL=");
            } else if (end > at && text.charAt(at) != '#') {
                msn++;
                part = 0;
            }
        }
        if (parts.isEmpty()) {
            throw new IOException("a playlist without parts");
        }
        return new PlaylistTip(holdBack, hasDeltas, parts, new Position(msn, part));
    }

    private static ListedPart part(String line, Position position) throws IOException {
        return new ListedPart(
                position, seconds(attribute(line, "DURATION")), attribute(line, "URI"));
    }

    /** The value of an attribute, without quotes; none of those here holds a comma. */
    private static String attribute(String line, String name) throws IOException {
        int at = line.indexOf(name + "=");
        if (at < 0) {
            throw new IOException("no " + name + " in " + line);
        }
        int begin = at + name.length() + 1;
        int end = line.indexOf(',', begin);
        return line.substring(begin, end < 0 ? line.length() : end).replace("\"", "");
    }

    private static Duration seconds(String decimal) {
        return Duration.ofNanos(Math.round(Double.parseDouble(decimal) * 1e9));
    }
}
