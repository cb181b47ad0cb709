/**
 * Where an object comes from: {@code Origins} chooses among packagers or parent edges, {@code Pursuit} asks one after the other or
 * beside the other, {@code OriginClient} asks one over HTTP.
 */
@NullMarked
package tv.headwater.edge.origin;

import org.jspecify.annotations.NullMarked;
