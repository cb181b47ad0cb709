/**
 * What Headwater costs, measured in one run against ffmpeg doing the same on the same machine. {@link tv.headwater.bench.Bench} is
 * {@code ./headwater bench}; {@link tv.headwater.bench.LadderBench} is the transcode ladder, {@link
 * tv.headwater.bench.OriginBench} the packaging, {@link tv.headwater.bench.PlacementBench} a simulation of who gets which edge. {@link
 * tv.headwater.bench.LatencyBench} and {@link tv.headwater.bench.SteeringBench} run the services as they ship ({@link
 * tv.headwater.bench.SuiteUnderTest}).
 */
@NullMarked
package tv.headwater.bench;

import org.jspecify.annotations.NullMarked;
