/** Sends viewers to the edges' own URLs: playlists that name them, and HLS Content Steering (RFC 8216bis 7). */
@NullMarked
package tv.headwater.gateway.steering;

import org.jspecify.annotations.NullMarked;
