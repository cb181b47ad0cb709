package tv.headwater.gateway.steering;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A multivariant playlist whose media lies at edges. */
final class SteeredPlaylist {

    private static final String START = "#EXTM3U";
    private static final String MEDIA = "#EXT-X-MEDIA:";
    private static final String VARIANT = "#EXT-X-STREAM-INF:";
    private static final String I_FRAMES = "#EXT-X-I-FRAME-STREAM-INF:";
    private static final Pattern ATTRIBUTE =
            Pattern.compile("(?<name>[A-Z0-9-]+)=(?<value>\"[^\"]*\"|[^\",]*)");

    /**
     * Where one Pathway has what the playlist names.
     *
     * @param id PATHWAY-ID
     * @param url of the playlist itself, there
     */
    record Place(String id, URI url) {}

    private SteeredPlaylist() {}

    /**
     * Writes a playlist with absolute URLs and EXT-X-CONTENT-STEERING (RFC 8216bis 4.4.6.6). Each Pathway has all variants,
     * and Rendition Groups of its own, since EXT-X-MEDIA has no PATHWAY-ID: those of the first keep their names.
     *
     * @param playlist as an edge has it, with URLs relative to its own
     * @param serverUri of the steering manifest
     * @param places at least one, the one to begin with first
     * @throws IllegalArgumentException if {@code playlist} is no playlist
     */
    static String of(String playlist, String serverUri, List<Place> places) {
        if (!playlist.startsWith(START)) {
            throw new IllegalArgumentException("a playlist begins with " + START);
        }
        var first = places.getFirst();
        var head = new ArrayList<String>();
        var entries = new ArrayList<String>();
        boolean uriFollows = false;
        for (var line : playlist.lines().filter(each -> !each.isBlank()).toList()) {
            boolean isTag = line.startsWith("#");
            boolean isEntry = line.startsWith(MEDIA) || isVariant(line) || uriFollows;
            (isEntry ? entries : head).add(isEntry ? line : attributes(line, first, true));
            uriFollows = line.startsWith(VARIANT) || (uriFollows && isTag);
        }
        var text = new StringBuilder(2 * playlist.length());
        head.forEach(line -> text.append(line).append('\n'));
        text.append("#EXT-X-CONTENT-STEERING:SERVER-URI=\"").append(serverUri);
        text.append("\",PATHWAY-ID=\"").append(first.id()).append("\"\n");
        for (var place : places) {
            entries.forEach(
                    line -> text.append(entry(line, place, place.equals(first))).append('\n'));
        }
        return text.toString();
    }

    private static boolean isVariant(String line) {
        return line.startsWith(VARIANT) || line.startsWith(I_FRAMES);
    }

    private static String entry(String line, Place place, boolean isFirst) {
        if (!line.startsWith("#")) {
            return place.url().resolve(line.strip()).toString();
        }
        var tag = attributes(line, place, isFirst);
        return isVariant(line) ? tag + ",PATHWAY-ID=\"" + place.id() + "\"" : tag;
    }

    /** A tag with its URI made absolute and its groups named after the Pathway. */
    private static String attributes(String line, Place place, boolean isFirst) {
        int colon = line.startsWith("#EXT") ? line.indexOf(':') : -1;
        if (colon < 0) {
            return line;
        }
        return line.substring(0, colon + 1)
                + ATTRIBUTE
                        .matcher(line.substring(colon + 1))
                        .replaceAll(attribute ->
                                Matcher.quoteReplacement(
                                        attribute.group("name")
                                                + "="
                                                + value(
                                                        attribute.group("name"),
                                                        attribute.group("value"),
                                                        place,
                                                        isFirst)));
    }

    private static String value(String name, String value, Place place, boolean isFirst) {
        if (!value.startsWith("\"")) {
            return value;
        }
        var text = value.substring(1, value.length() - 1);
        return switch (name) {
            case "URI" -> quoted(place.url().resolve(text).toString());
            case "GROUP-ID", "AUDIO", "VIDEO", "SUBTITLES", "CLOSED-CAPTIONS" ->
                    isFirst ? value : quoted(text + "-" + place.id());
            default -> value;
        };
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }
}
