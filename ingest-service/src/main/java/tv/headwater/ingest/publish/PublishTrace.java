package tv.headwater.ingest.publish;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.concurrent.atomic.AtomicBoolean;
import tv.headwater.contract.id.StreamId;
import tv.headwater.tracing.PublicationTrace;

/**
 * How one publication begins: a span from the publish command to the first media that Kafka has acknowledged, or to the end of what did not
 * come so far. Safe for use by many threads.
 */
public final class PublishTrace {

    /** That of a publication nobody traces. */
    public static final PublishTrace NONE = new PublishTrace(Span.getInvalid());

    private final Span span;
    private final AtomicBoolean ended = new AtomicBoolean();

    private PublishTrace(Span span) {
        this.span = span;
    }

    public static PublishTrace begin(Tracer tracer) {
        return new PublishTrace(
                tracer.spanBuilder(PublicationTrace.PUBLISH)
                        .setNoParent()
                        .setSpanKind(SpanKind.SERVER)
                        .startSpan());
    }

    /** While it is current, whom a thread calls and what it logs belong to the trace. */
    Context context() {
        return Context.current().with(span);
    }

    void granted(StreamId streamId, long epoch) {
        span.setAttribute(PublicationTrace.STREAM, streamId.value());
        span.setAttribute(PublicationTrace.EPOCH, epoch);
    }

    /** What the session's first record tells its readers; empty where nothing is recorded. */
    public byte[] header() {
        return PublicationTrace.header(span.getSpanContext());
    }

    /** Media of the session is in the log. */
    public void logged() {
        if (!ended.get() && ended.compareAndSet(false, true)) {
            span.end();
        }
    }

    /** No more comes. */
    void over(String why) {
        if (ended.compareAndSet(false, true)) {
            span.setStatus(StatusCode.ERROR, why);
            span.end();
        }
    }
}
