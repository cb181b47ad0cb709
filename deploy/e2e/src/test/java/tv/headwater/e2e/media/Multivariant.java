package tv.headwater.e2e.media;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** A multivariant playlist as a player reads it (RFC 8216bis 4.4.6). */
public record Multivariant(List<Variant> variants) {

    private static final Pattern ATTRIBUTE = Pattern.compile("([A-Z0-9-]+)=(\"[^\"]*\"|[^,]*)");

    public Multivariant {
        variants = List.copyOf(variants);
    }

    /**
     * EXT-X-STREAM-INF and the URI after it.
     *
     * @param rendition the folder its playlist is in
     * @param attributes by name, without quotes
     */
    public record Variant(String rendition, Map<String, String> attributes) {

        public Variant {
            attributes = Map.copyOf(attributes);
        }

        public String get(String attribute) {
            return attributes.getOrDefault(attribute, "");
        }

        /** BANDWIDTH, bits per second. */
        public long bandwidth() {
            return Long.parseLong(get("BANDWIDTH"));
        }

        /** AVERAGE-BANDWIDTH, bits per second; 0 where there is none. */
        public long averageBandwidth() {
            var average = get("AVERAGE-BANDWIDTH");
            return average.isEmpty() ? 0 : Long.parseLong(average);
        }
    }

    public static Multivariant parse(String text) {
        var lines = text.lines().toList();
        return new Multivariant(
                IntStream.range(0, lines.size() - 1)
                        .filter(i -> lines.get(i).startsWith("#EXT-X-STREAM-INF:"))
                        .mapToObj(i -> variant(lines.get(i), lines.get(i + 1)))
                        .toList());
    }

    private static Variant variant(String line, String uri) {
        var attributes = new HashMap<String, String>();
        var matcher = ATTRIBUTE.matcher(line.substring(line.indexOf(':') + 1));
        while (matcher.find()) {
            attributes.put(matcher.group(1), matcher.group(2).replace("\"", ""));
        }
        var folders = uri.split("/", -1);
        return new Variant(folders[folders.length - 2], attributes);
    }

    /** The renditions' names in the order of their variants. */
    public List<String> renditions() {
        return variants.stream().map(Variant::rendition).toList();
    }

    public Variant variant(String rendition) {
        return variants.stream()
                .filter(variant -> variant.rendition().equals(rendition))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no variant " + rendition + " in " + this));
    }
}
