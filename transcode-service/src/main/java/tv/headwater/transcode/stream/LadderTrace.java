package tv.headwater.transcode.stream;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.MediaRecordCodec;
import tv.headwater.tracing.PublicationTrace;

/**
 * How the ladder of a traced publication begins: a span from the claim to the first picture given out. Of what begins in the middle of a
 * publication, or is not traced, there is none. Safe for use by many threads.
 */
final class LadderTrace {

    /** Of what nobody traces. */
    static final LadderTrace NONE = new LadderTrace(Span.getInvalid());

    private final Span span;
    private final AtomicBoolean ended;

    private LadderTrace(Span span) {
        this.span = span;
        this.ended = new AtomicBoolean(!span.isRecording());
    }

    /**
     * @param first record that the ladder is made of
     * @param from when the stream was claimed, or was free to begin
     */
    static LadderTrace begin(
            Tracer tracer, SourceRecord first, Instant from, Collection<Rendition> renditions) {
        if (!first.publication().isValid()) {
            return NONE;
        }
        var stamp = first.media().stamp();
        return new LadderTrace(
                tracer.spanBuilder("transcode")
                        .setParent(PublicationTrace.below(first.publication()))
                        .setStartTimestamp(from)
                        .setAttribute(PublicationTrace.STREAM, stamp.streamId().value())
                        .setAttribute(PublicationTrace.EPOCH, stamp.epoch())
                        .setAttribute(
                                PublicationTrace.RENDITIONS,
                                renditions.stream().map(Rendition::value).sorted().toList())
                        .startSpan());
    }

    /** While it is current, what a thread logs belongs to the trace. */
    Context context() {
        return Context.current().with(span);
    }

    /** These media records are handed to the log. */
    void gaveOut(List<ByteBuffer> records) {
        if (!ended.get()
                && records.stream()
                        .map(MediaRecordCodec::decode)
                        .anyMatch(record -> SourceRecord.isPicture(record))
                && ended.compareAndSet(false, true)) {
            span.end();
        }
    }

    /** The worker is gone. */
    void over() {
        if (ended.compareAndSet(false, true)) {
            span.setStatus(StatusCode.ERROR, "the worker gave no picture out");
            span.end();
        }
    }
}
