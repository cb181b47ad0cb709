package tv.headwater.e2e;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tv.headwater.e2e.cluster.Service;

/**
 * What an edge fetched from origins from one moment to another.
 *
 * @param objects different segments, parts and init segments that came
 * @param came how often one came, or was on its way when another origin was faster
 * @param failed how often an origin did not answer, or not with media
 */
record OriginCost(String edge, double objects, double came, double failed) {

    static final String FETCHES = "headwater_origin_fetches_seconds_count";
    private static final String OBJECTS = "headwater_origin_objects_total";
    private static final String MEDIA = "object=\"media\"";

    static OriginCost of(Service edge) {
        double came =
                edge.sum(FETCHES, MEDIA, "outcome=\"found\"")
                        + edge.sum(FETCHES, MEDIA, "outcome=\"outrun\"");
        return new OriginCost(
                edge.toString(), edge.sum(OBJECTS), came, edge.sum(FETCHES, MEDIA) - came);
    }

    /** Where edges stand now. */
    static Start since(List<Service> edges) {
        return new Start(
                edges.stream().collect(Collectors.toMap(Service::toString, OriginCost::of)));
    }

    double perObject() {
        return came / objects;
    }

    private OriginCost minus(OriginCost before) {
        return new OriginCost(
                edge, objects - before.objects, came - before.came, failed - before.failed);
    }

    @Override
    public String toString() {
        return "%s asked %.3f times for each of %.0f objects; %.0f more came to nothing"
                .formatted(edge, perObject(), objects, failed);
    }

    /** Where edges stood. */
    record Start(Map<String, OriginCost> edges) {

        Start {
            edges = Map.copyOf(edges);
        }

        List<OriginCost> until(List<Service> now) {
            return now.stream().map(edge -> of(edge).minus(edges.get(edge.toString()))).toList();
        }
    }
}
