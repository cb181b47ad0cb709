/**
 * One trace for each publication, from the publish command to the first parts: {@code publish} of ingest-service, with its call of
 * metadata-service; below it {@code transcode} of transcode-service and {@code first part} of packager-service, one for each rendition.
 * All of it is Spring Boot's OpenTelemetry, which is not configured where there is no collector.
 */
@NullMarked
package tv.headwater.tracing;

import org.jspecify.annotations.NullMarked;
