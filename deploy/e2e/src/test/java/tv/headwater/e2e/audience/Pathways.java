package tv.headwater.e2e.audience;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tv.headwater.e2e.hls.playlist.Findings;
import tv.headwater.e2e.hls.playlist.MultivariantPlaylist;

/**
 * The Pathways a player knows (RFC 8216bis 7.2) and which it is on: the first that the server prefers and that has not just failed.
 * Pathway Clones are left out, since edges that differ by their port have none. Safe for use by several threads.
 */
final class Pathways {

    /** How long one that failed is left alone while there are others. */
    private static final Duration PENALTY = Duration.ofSeconds(10);

    private static final Pattern STEERING =
            Pattern.compile(
                    "^#EXT-X-CONTENT-STEERING:SERVER-URI=\"(?<server>[^\"]+)\",PATHWAY-ID=\"(?<first>[^\"]+)\"$",
                    Pattern.MULTILINE);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String serverUri;
    private final Map<String, Pathway> known;
    private final Map<String, Long> penalised = new HashMap<>();
    private List<String> priority;
    private Pathway current;
    private int moves;

    /**
     * One of them.
     *
     * @param playlist of the rendition that is watched, there
     */
    record Pathway(String id, URI playlist) {

        URI server() {
            return playlist.resolve("/");
        }
    }

    /** What a Steering Manifest says (RFC 8216bis 7.1). */
    record Advice(Duration ttl, List<String> priority) {

        Advice {
            priority = List.copyOf(priority);
        }

        /**
         * Reads a Steering Manifest.
         *
         * @throws IOException if it is none
         */
        static Advice parse(byte[] manifest) throws IOException {
            try {
                var json = JSON.readTree(manifest);
                var priority = new ArrayList<String>();
                json.path("PATHWAY-PRIORITY").forEach(id -> priority.add(id.asString()));
                if (json.path("VERSION").asInt(0) != 1 || priority.isEmpty()) {
                    throw new IOException("no steering manifest");
                }
                return new Advice(Duration.ofSeconds(json.path("TTL").asInt(300)), priority);
            } catch (JacksonException e) {
                throw new IOException("no steering manifest", e);
            }
        }
    }

    private Pathways(String serverUri, Map<String, Pathway> known, Pathway first) {
        this.serverUri = serverUri;
        this.known = known;
        this.priority = List.copyOf(known.keySet());
        this.current = first;
    }

    /**
     * Those that a multivariant playlist names.
     *
     * @param url where it came from
     * @param rendition the folder of the one that is watched
     * @throws IOException if it does not steer, or does not have the rendition
     */
    static Pathways of(URI url, byte[] body, String rendition) throws IOException {
        var steering = STEERING.matcher(new String(body, StandardCharsets.UTF_8));
        if (!steering.find()) {
            throw new IOException("a multivariant playlist without steering");
        }
        var known = new LinkedHashMap<String, Pathway>();
        var playlist = MultivariantPlaylist.parse(body, Findings.none(url.getPath()));
        for (var variant : playlist.variants()) {
            var id = variant.attributes().textOr("PATHWAY-ID");
            if (variant.uri().endsWith("/" + rendition + "/index.m3u8")) {
                known.putIfAbsent(id, new Pathway(id, url.resolve(variant.uri())));
            }
        }
        var first = known.get(steering.group("first"));
        if (first == null) {
            throw new IOException("a multivariant playlist without its own first Pathway");
        }
        return new Pathways(steering.group("server"), known, first);
    }

    /** SERVER-URI, as it stands. */
    String serverUri() {
        return serverUri;
    }

    synchronized Pathway current() {
        return current;
    }

    /** How often the player left one for another. */
    synchronized int moves() {
        return moves;
    }

    /** The one that the player is on failed: it leaves that. */
    synchronized void failed(Pathway pathway, long now) {
        penalised.put(pathway.id(), now + PENALTY.toNanos());
        choose(now);
    }

    /** What the server prefers, the best first. */
    synchronized void follow(Advice advice, long now) {
        priority = advice.priority();
        choose(now);
    }

    private void choose(long now) {
        penalised.values().removeIf(until -> now - until >= 0);
        var best =
                priority.stream()
                        .filter(id -> known.containsKey(id) && !penalised.containsKey(id))
                        .findFirst();
        if (best.isEmpty() && penalised.containsKey(current.id())) {
            best = leastPenalised();
        }
        var next = best.map(known::get).orElse(current);
        if (!next.equals(current)) {
            moves++;
            current = next;
        }
    }

    /** All have failed: the one that failed first may be back first. */
    private Optional<String> leastPenalised() {
        return known.keySet().stream()
                .min(Comparator.comparingLong(id -> penalised.getOrDefault(id, Long.MIN_VALUE)));
    }
}
