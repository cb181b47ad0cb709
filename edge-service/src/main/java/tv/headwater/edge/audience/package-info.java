/**
 * Who is watching: {@code WatchedMedia} sees requests come and go, {@code Viewers} knows who is there, {@code AudienceReportsTopic}
 * says so. A viewer is a playback session, never an address.
 */
@NullMarked
package tv.headwater.edge.audience;

import org.jspecify.annotations.NullMarked;
