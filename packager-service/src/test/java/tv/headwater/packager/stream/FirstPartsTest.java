package tv.headwater.packager.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.media.Stamp;
import tv.headwater.tracing.PublicationTrace;

class FirstPartsTest {

    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    private static final Rendition RUNG = new Rendition("720p");
    private static final SpanContext PUBLISH =
            SpanContext.createFromRemoteParent(
                    "0af7651916cd43dd8448eb211c80319c",
                    "b7ad6b7169203331",
                    TraceFlags.getSampled(),
                    TraceState.getDefault());

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final SdkTracerProvider tracing =
            SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(spans)).build();
    private final FirstParts firstParts =
            new FirstParts(tracing.get("test"), Clock.fixed(NOW, ZoneOffset.UTC));

    @AfterEach
    void close() {
        tracing.close();
    }

    private static Stamp stamp(Rendition rendition, long epoch) {
        return new Stamp(TestMedia.STREAM, rendition, epoch, 0, 0, 0);
    }

    @Test
    void eachRenditionHasOne() {
        var source = stamp(Rendition.SOURCE, 7);
        firstParts.published(source, PUBLISH, NOW.toEpochMilli());
        firstParts.read(source);
        firstParts.readable(source, Rendition.SOURCE);
        firstParts.readable(source, Rendition.AUDIO);
        firstParts.readable(source, Rendition.SOURCE);
        firstParts.read(stamp(RUNG, 7));
        firstParts.readable(stamp(RUNG, 7), RUNG);

        assertThat(spans.getFinishedSpanItems())
                .extracting(span -> span.getAttributes().get(PublicationTrace.RENDITION))
                .containsExactly("source", "audio", "720p");
        assertThat(spans.getFinishedSpanItems())
                .allSatisfy(span -> {
                    assertThat(span.getName()).isEqualTo("first part");
                    assertThat(span.getTraceId()).isEqualTo(PUBLISH.getTraceId());
                    assertThat(span.getParentSpanId()).isEqualTo(PUBLISH.getSpanId());
                    assertThat(span.getAttributes().get(PublicationTrace.STREAM))
                            .isEqualTo(TestMedia.STREAM.value());
                    assertThat(span.getAttributes().get(PublicationTrace.EPOCH)).isEqualTo(7);
                });
    }

    @Test
    void anotherSessionBeginsAnew() {
        var first = stamp(Rendition.SOURCE, 7);
        var second = stamp(Rendition.SOURCE, 8);
        firstParts.published(first, PUBLISH, NOW.toEpochMilli());
        firstParts.read(first);
        firstParts.published(second, PUBLISH, NOW.toEpochMilli());
        firstParts.read(second);
        firstParts.readable(first, Rendition.SOURCE);
        assertThat(spans.getFinishedSpanItems()).isEmpty();
        firstParts.readable(second, Rendition.SOURCE);
        assertThat(spans.getFinishedSpanItems())
                .extracting(SpanData::getParentSpanId)
                .containsExactly(PUBLISH.getSpanId());
    }

    @Test
    void whatWasThereBeforeIsNotMeasured() {
        var source = stamp(Rendition.SOURCE, 7);
        firstParts.published(source, PUBLISH, NOW.toEpochMilli() - 1);
        firstParts.read(source);
        firstParts.readable(source, Rendition.SOURCE);
        assertThat(spans.getFinishedSpanItems()).isEmpty();
    }

    @Test
    void theyAreNotFollowedWithoutBound() {
        for (int i = 0; i <= FirstParts.MAX_PUBLICATIONS; i++) {
            var id = new StreamId("%016d".formatted(i));
            var stamp = new Stamp(id, Rendition.SOURCE, 7, 0, 0, 0);
            firstParts.published(stamp, PUBLISH, NOW.toEpochMilli());
            firstParts.read(stamp);
        }
        for (int i = 0; i <= FirstParts.MAX_PUBLICATIONS; i++) {
            var id = new StreamId("%016d".formatted(i));
            firstParts.readable(new Stamp(id, Rendition.SOURCE, 7, 0, 0, 0), Rendition.SOURCE);
        }
        assertThat(spans.getFinishedSpanItems()).hasSize(FirstParts.MAX_PUBLICATIONS);
    }
}
