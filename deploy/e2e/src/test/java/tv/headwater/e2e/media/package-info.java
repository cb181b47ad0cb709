/** What is published and what is played: ffmpeg, FLV, playlists, and the comparison packet by packet. */
@NullMarked
package tv.headwater.e2e.media;

import org.jspecify.annotations.NullMarked;
