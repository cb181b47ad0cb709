package tv.headwater.e2e.media;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tv.headwater.e2e.hls.playlist.Findings;
import tv.headwater.e2e.hls.playlist.MultivariantPlaylist;

/** What of a multivariant playlist says how renditions are chosen; the whole is read by {@code hls.playlist}. */
public record Multivariant(List<Variant> variants) {

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

    /**
     * Reads a playlist.
     *
     * @throws IllegalArgumentException if its text is not right in every respect
     */
    public static Multivariant parse(String text) {
        var findings = Findings.none("playlist");
        var playlist = MultivariantPlaylist.parse(text.getBytes(StandardCharsets.UTF_8), findings);
        if (!findings.list().isEmpty()) {
            throw new IllegalArgumentException("no playlist: " + findings.list());
        }
        return new Multivariant(playlist.variants().stream().map(Multivariant::variant).toList());
    }

    private static Variant variant(MultivariantPlaylist.Variant variant) {
        var attributes = new HashMap<String, String>();
        variant.attributes()
                .values()
                .forEach((name, value) -> attributes.put(name, value.replace("\"", "")));
        var folders = variant.uri().split("/", -1);
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
