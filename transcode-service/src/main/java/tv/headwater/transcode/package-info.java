/**
 * The ABR ladder: decodes each live stream once, encodes it into renditions, and loses nothing when a worker or a whole node
 * dies, because what is still missing follows from {@code source-media} and {@code rendition-media}.
 *
 * <p>A supervisor (this JVM: Kafka, claims, limits) and one worker JVM per stream, which holds the native code. Reading order:
 * {@link tv.headwater.transcode.stream}, {@link tv.headwater.transcode.log}, {@link tv.headwater.transcode.wire}, {@link
 * tv.headwater.transcode.worker}.
 *
 * <p>In: {@code source-media}, {@code streams}. Out: {@code rendition-media}, {@code nodes}. Traces: {@code transcode}, below {@code publish}.
 */
@NullMarked
package tv.headwater.transcode;

import org.jspecify.annotations.NullMarked;
