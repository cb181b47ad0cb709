/** What supervisor and worker say to each other over their socket, and how it stands there. */
@NullMarked
package tv.headwater.transcode.wire;

import org.jspecify.annotations.NullMarked;
