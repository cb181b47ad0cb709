/**
 * What an edge costs, against nginx and Varnish caching the same objects from the same origin: {@link
 * tv.headwater.bench.edge.EdgeBench} is {@code ./headwater bench edge}.
 */
@NullMarked
package tv.headwater.bench.edge;

import org.jspecify.annotations.NullMarked;
