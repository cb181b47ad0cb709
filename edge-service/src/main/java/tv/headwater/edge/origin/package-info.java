/** Where an object comes from: {@code Origins} chooses among packagers, {@code OriginClient} asks one over HTTP. */
@NullMarked
package tv.headwater.edge.origin;

import org.jspecify.annotations.NullMarked;
