package tv.headwater.gateway.edge;

/**
 * How full an edge is.
 *
 * @param capacity in connections
 * @param connections it has
 */
public record EdgeLoad(String id, double capacity, double connections) {

    /**
     * @throws IllegalArgumentException if {@code capacity} is not positive
     */
    public EdgeLoad {
        if (!(capacity > 0)) {
            throw new IllegalArgumentException(
                    "capacity " + capacity + " of " + id + " is not positive");
        }
    }
}
