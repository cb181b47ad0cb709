package tv.headwater.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the services call the parts of a publication's trace, and how the log carries it. */
public final class PublicationTrace {

    /** The span that begins a trace. No other does. */
    public static final String PUBLISH = "publish";

    public static final AttributeKey<String> STREAM = AttributeKey.stringKey("headwater.stream.id");

    public static final AttributeKey<Long> EPOCH = AttributeKey.longKey("headwater.session.epoch");

    public static final AttributeKey<String> RENDITION =
            AttributeKey.stringKey("headwater.rendition");

    public static final AttributeKey<List<String>> RENDITIONS =
            AttributeKey.stringArrayKey("headwater.renditions");

    /** The header, on the first record of a session in {@code source-media}, that names its trace: W3C Trace Context, 3.2. */
    public static final String HEADER = "traceparent";

    /** Whatever is longer is no {@code traceparent}: version 00 has 55 characters. */
    private static final int MAX_LENGTH = 128;

    private static final TextMapGetter<String> ITSELF =
            new TextMapGetter<>() {
                @Override
                public Iterable<String> keys(String carrier) {
                    return List.of(HEADER);
                }

                @Override
                public @Nullable String get(@Nullable String carrier, String key) {
                    return key.equals(HEADER) ? carrier : null;
                }
            };

    private PublicationTrace() {}

    /** The header's value; empty where nothing is recorded. */
    public static byte[] header(SpanContext span) {
        if (!span.isValid() || !span.isSampled()) {
            return new byte[0];
        }
        var value = "00-" + span.getTraceId() + "-" + span.getSpanId() + "-01";
        return value.getBytes(StandardCharsets.US_ASCII);
    }

    /** Whose value a header is; invalid if it is nobody's. */
    public static SpanContext publication(byte @Nullable [] header) {
        if (header == null || header.length > MAX_LENGTH) {
            return SpanContext.getInvalid();
        }
        var value = new String(header, StandardCharsets.US_ASCII);
        return Span.fromContext(
                        W3CTraceContextPropagator.getInstance()
                                .extract(Context.root(), value, ITSELF))
                .getSpanContext();
    }

    /** What spans below the publication's have as their parent. */
    public static Context below(SpanContext publication) {
        return Context.root().with(Span.wrap(publication));
    }
}
