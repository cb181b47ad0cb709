/**
 * A strict validator of HLS and low-latency HLS as Headwater serves it (RFC 8216bis as far as a client can see it). {@link
 * tv.headwater.e2e.hls.HlsFollower} plays a stream without decoding it and gives back what was wrong.
 *
 * <p>Reading order: {@code playlist} (the text), {@code PlaylistRules} (one playlist), {@code History} (playlists over time), {@code
 * TrackRules} and {@code Alignment} (media), {@code HttpRules} and {@code Directives} (answers), {@code RenditionFollower} (the loop).
 */
@NullMarked
package tv.headwater.e2e.hls;

import org.jspecify.annotations.NullMarked;
