/** Who may watch a signed stream: playback tokens, their revocation, and the cookie that browsers carry them in. */
@NullMarked
package tv.headwater.metadata.playback;

import org.jspecify.annotations.NullMarked;
