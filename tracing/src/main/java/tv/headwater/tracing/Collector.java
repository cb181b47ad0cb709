package tv.headwater.tracing;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where spans go. That it cannot be reached is said once, and so is that it can be again. */
final class Collector implements SpanExporter {

    private static final Logger log = LoggerFactory.getLogger(Collector.class);

    private final SpanExporter exporter;
    private final AtomicBoolean away = new AtomicBoolean();

    Collector(SpanExporter exporter) {
        this.exporter = exporter;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        var result = exporter.export(spans);
        result.whenComplete(() -> note(result));
        return result;
    }

    private void note(CompletableResultCode result) {
        if (result.isSuccess()) {
            if (away.getAndSet(false)) {
                log.info("the collector takes traces again");
            }
        } else if (!away.getAndSet(true)) {
            log.warn(
                    "the collector does not take traces, which are lost meanwhile: {}",
                    innermost(result.getFailureThrowable()));
        }
    }

    private static String innermost(@Nullable Throwable thrown) {
        var at = thrown;
        while (at != null && at.getCause() != null) {
            at = at.getCause();
        }
        return at == null ? "it does not say why" : at.toString();
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
