package tv.headwater.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/** Of spans without a parent only a publication's are taken: probes, scrapes and viewers' requests begin no traces. */
final class PublicationSampler implements Sampler {

    private final Sampler publications;

    /** @param publications decides on those */
    PublicationSampler(Sampler publications) {
        this.publications = publications;
    }

    @Override
    public SamplingResult shouldSample(
            Context parent,
            String traceId,
            String name,
            SpanKind kind,
            Attributes attributes,
            List<LinkData> links) {
        return name.equals(PublicationTrace.PUBLISH)
                ? publications.shouldSample(parent, traceId, name, kind, attributes, links)
                : SamplingResult.drop();
    }

    @Override
    public String getDescription() {
        return "Publications{" + publications.getDescription() + "}";
    }
}
