package tv.headwater.transcode.stream;

import io.opentelemetry.api.trace.Tracer;
import java.time.Clock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.stream.StreamSettings;
import tv.headwater.transcode.process.Workers;

/**
 * What all streams of this node share.
 *
 * @param settings of a stream, null if it is deleted or was never known
 * @param clock of the log's times
 * @param nanos of everything measured
 * @param tracer of how ladders begin
 */
public record Surroundings(
        RenditionLog log,
        Workers workers,
        Function<StreamId, @Nullable StreamSettings> settings,
        Neighbours neighbours,
        Capacity capacity,
        TranscodeLimits limits,
        TranscodeMetrics metrics,
        Clock clock,
        LongSupplier nanos,
        Tracer tracer) {}
