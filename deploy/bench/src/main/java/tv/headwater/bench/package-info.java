/**
 * What Headwater costs, measured in one run against ffmpeg doing the same on the same machine. {@link tv.headwater.bench.Bench} is
 * {@code ./headwater bench}; {@link tv.headwater.bench.LadderBench} is the transcode ladder.
 */
@NullMarked
package tv.headwater.bench;

import org.jspecify.annotations.NullMarked;
