/**
 * ingest-service: takes RTMP publishers in and writes what they send, stamped with its place in the stream, to the media log.
 *
 * <p>Reading order: {@link tv.headwater.ingest.IngestService} and {@link tv.headwater.ingest.IngestNode} put it together; {@code
 * rtmp} with {@code flv} turns bytes into tags; {@code publish} runs a session; {@code timeline}, {@code codec} and {@code stamp}
 * decide on time, tracks and segments;
 * {@code measure} says what the publisher sends; {@code grant} asks who may publish; {@code log} is Kafka.
 *
 * <p>Topics out: {@code source-media}, facts on {@code stream-events}, {@code nodes}. Topics in: the tail of {@code source-media},
 * commands on {@code stream-events}, epochs on {@code streams}. REST out: metadata-service's {@code /internal/publish-grants}.
 * REST in: health and metrics on the management port. Traces: {@code publish}.
 */
@NullMarked
package tv.headwater.ingest;

import org.jspecify.annotations.NullMarked;
