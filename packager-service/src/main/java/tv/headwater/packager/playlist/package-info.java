/** HLS playlists (RFC 8216bis) as values, and their text. Pure. */
@NullMarked
package tv.headwater.packager.playlist;

import org.jspecify.annotations.NullMarked;
