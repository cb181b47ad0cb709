/** HLS playlists read strictly (RFC 8216bis 4): the text is a value, and whatever is wrong with it a {@link Finding}. Pure. */
@NullMarked
package tv.headwater.e2e.hls.playlist;

import org.jspecify.annotations.NullMarked;
