/** One decoded picture in, one picture of each rung's size out. */
@NullMarked
package tv.headwater.transcode.worker.filter;

import org.jspecify.annotations.NullMarked;
