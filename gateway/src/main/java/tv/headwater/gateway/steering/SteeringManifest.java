package tv.headwater.gateway.steering;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tv.headwater.gateway.edge.Pathway;

/**
 * A Steering Manifest (RFC 8216bis 7.1).
 *
 * @param ttl seconds until the player asks again
 * @param reloadUri where
 * @param pathwayPriority ids of Pathways, the best first
 * @param pathwayClones Pathways that the player's playlist may not name
 */
@JsonPropertyOrder({"VERSION", "TTL", "RELOAD-URI", "PATHWAY-PRIORITY", "PATHWAY-CLONES"})
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record SteeringManifest(
        @JsonProperty("VERSION") int version,
        @JsonProperty("TTL") long ttl,
        @JsonProperty("RELOAD-URI") String reloadUri,
        @JsonProperty("PATHWAY-PRIORITY") List<String> pathwayPriority,
        @JsonProperty("PATHWAY-CLONES") List<PathwayClone> pathwayClones) {

    static final int VERSION = 1;

    SteeringManifest {
        pathwayPriority = List.copyOf(pathwayPriority);
        pathwayClones = List.copyOf(pathwayClones);
    }

    /** A Pathway that is another but for what is replaced. */
    record PathwayClone(
            @JsonProperty("BASE-ID") String baseId,
            @JsonProperty("ID") String id,
            @JsonProperty("URI-REPLACEMENT") UriReplacement uriReplacement) {}

    /**
     * @param host without port: no player replaces one, and browsers then replace nothing at all
     */
    record UriReplacement(@JsonProperty("HOST") String host) {}

    /**
     * The manifest for a player.
     *
     * @param order all Pathways there are, the best first
     * @param current the id of the Pathway that the player is on, whether it is still there or not; null if it does not say
     */
    static SteeringManifest of(
            List<Pathway> order, @Nullable String current, long ttl, String reloadUri) {
        return new SteeringManifest(
                VERSION,
                ttl,
                reloadUri,
                order.stream().map(Pathway::id).toList(),
                clones(order, Objects.requireNonNullElse(current, order.getFirst().id())));
    }

    /** Of the Pathway that the player surely knows. One that is gone is taken to be like the others if these are alike. */
    private static List<PathwayClone> clones(List<Pathway> all, String base) {
        var first = all.getFirst().url();
        var known = all.stream().filter(pathway -> pathway.id().equals(base)).findFirst();
        boolean alike =
                all.size() > 1
                        && all.stream().allMatch(pathway -> pathway.url().differsByHost(first));
        var url = known.map(Pathway::url).orElse(alike ? first : null);
        return all.stream()
                .filter(pathway -> !pathway.id().equals(base))
                .filter(pathway -> url != null && pathway.url().differsByHost(url))
                .map(pathway ->
                        new PathwayClone(
                                base, pathway.id(), new UriReplacement(pathway.url().host())))
                .toList();
    }
}
