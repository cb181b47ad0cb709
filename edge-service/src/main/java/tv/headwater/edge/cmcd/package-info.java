/** What players say of how playback goes: {@code Cmcd} reads it, {@code PlaybackMeters} adds it up, {@code ReportedMedia} hears it. */
@NullMarked
package tv.headwater.edge.cmcd;

import org.jspecify.annotations.NullMarked;
