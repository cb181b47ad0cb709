/** What supervisor and worker say to each other over their socket. Pure. */
@NullMarked
package tv.headwater.transcode.wire;

import org.jspecify.annotations.NullMarked;
