package tv.headwater.tracing;

import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.TracingProperties;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SpanExporters;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpHttpSpanExporterBuilderCustomizer;
import org.springframework.context.annotation.Bean;

/** What differs from Boot's own tracing: who begins a trace, and what happens while the collector is away. */
@AutoConfiguration(before = OpenTelemetryTracingAutoConfiguration.class)
final class TracingAutoConfiguration {

    @Bean
    Sampler publicationSampler(TracingProperties properties) {
        double share = properties.getSampling().getProbability();
        return Sampler.parentBased(new PublicationSampler(Sampler.traceIdRatioBased(share)));
    }

    @Bean
    SpanExporters collector(ObjectProvider<SpanExporter> exporters) {
        return SpanExporters.of(exporters.orderedStream().map(Collector::new).toList());
    }

    /** A service that stops would wait for them. */
    @Bean
    OtlpHttpSpanExporterBuilderCustomizer withoutRetries() {
        return builder -> builder.setRetryPolicy(null);
    }
}
