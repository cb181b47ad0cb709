package tv.headwater.tracing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicationTraceTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";

    private static SpanContext span(TraceFlags flags) {
        return SpanContext.create(TRACE, SPAN, flags, TraceState.getDefault());
    }

    @Test
    void aSpanIsKnownAgainByItsHeader() {
        var header = PublicationTrace.header(span(TraceFlags.getSampled()));
        assertThat(new String(header, US_ASCII)).isEqualTo("00-" + TRACE + "-" + SPAN + "-01");
        var read = PublicationTrace.publication(header);
        assertThat(read.getTraceId()).isEqualTo(TRACE);
        assertThat(read.getSpanId()).isEqualTo(SPAN);
        assertThat(read.isSampled()).isTrue();
    }

    @Test
    void whatIsNotRecordedHasNoHeader() {
        assertThat(PublicationTrace.header(span(TraceFlags.getDefault()))).isEmpty();
        assertThat(PublicationTrace.header(SpanContext.getInvalid())).isEmpty();
    }

    @Test
    void aRecordWithoutOneIsOfNoTrace() {
        assertThat(PublicationTrace.publication(null).isValid()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "00-" + TRACE,
                "00-" + TRACE + "-" + SPAN,
                "ff-" + TRACE + "-" + SPAN + "-01",
                "00-00000000000000000000000000000000-" + SPAN + "-01",
                "00-" + TRACE + "-0000000000000000-01",
                "00-0AF7651916CD43DD8448EB211C80319G-" + SPAN + "-01",
                "00-" + TRACE + "-" + SPAN + "-01-and-something-that-is-not-of-this-version"
            })
    void whatIsMalformedIsOfNoTrace(String header) {
        assertThat(PublicationTrace.publication(header.getBytes(US_ASCII)).isValid()).isFalse();
        assertThat(PublicationTrace.publication((header + "-".repeat(200)).getBytes(US_ASCII)))
                .isEqualTo(SpanContext.getInvalid());
    }
}
