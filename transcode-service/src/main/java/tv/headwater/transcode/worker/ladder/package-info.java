/**
 * One stream's ladder: decoded once, encoded into each rung, stamped with the source's places. Start at {@link
 * tv.headwater.transcode.worker.ladder.LadderTask}.
 */
@NullMarked
package tv.headwater.transcode.worker.ladder;

import org.jspecify.annotations.NullMarked;
