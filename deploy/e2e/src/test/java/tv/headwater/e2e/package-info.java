/**
 * What must hold of Headwater as a whole, shown on real processes: every service as its own JVM, a real PostgreSQL and Kafka, a
 * real ffmpeg that publishes and plays, a real browser.
 *
 * <p>Read {@code cluster} first (what is started and how it can be hurt), then {@code media} (what went in, what came out) and
 * {@code hls} (whether what is served is right) and {@code audience} (what many viewers notice), then the scenarios here, in the
 * order of their {@code @Order}. The cluster is started once for all of them.
 */
@NullMarked
package tv.headwater.e2e;

import org.jspecify.annotations.NullMarked;
