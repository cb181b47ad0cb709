package tv.headwater.packager.stream;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.media.Stamp;
import tv.headwater.tracing.PublicationTrace;

/**
 * How the first parts of traced publications come to be: a span for each rendition, from the first record read of what it is made of until
 * its first part can be read, or its first segment where there are no parts. For the packaging thread alone.
 */
public final class FirstParts {

    /** Follows nothing. */
    public static final FirstParts UNTRACED =
            new FirstParts(TracerProvider.noop().get(""), Clock.systemUTC());

    /** Publications that are followed; a newer one takes the place of the oldest. */
    static final int MAX_PUBLICATIONS = 1000;

    private static final String SPAN = "first part";

    private final Tracer tracer;
    private final Clock clock;
    private final long startedAt;
    private final Map<StreamId, Publication> publications = new LinkedHashMap<>();

    private record Publication(
            long epoch, SpanContext trace, Map<Rendition, Instant> begun, Set<Rendition> there) {}

    public FirstParts(Tracer tracer, Clock clock) {
        this.tracer = tracer;
        this.clock = clock;
        this.startedAt = clock.millis();
    }

    /**
     * A session's first record says what trace it belongs to. What was in the log before this packager was there is no measure of anything.
     *
     * @param writtenAt ms since 1970
     */
    void published(Stamp stamp, SpanContext trace, long writtenAt) {
        if (trace.isValid() && writtenAt >= startedAt) {
            publications.remove(stamp.streamId());
            publications.put(
                    stamp.streamId(),
                    new Publication(stamp.epoch(), trace, new HashMap<>(), new HashSet<>()));
            if (publications.size() > MAX_PUBLICATIONS) {
                publications.remove(publications.keySet().iterator().next());
            }
        }
    }

    /** A record is read. */
    void read(Stamp stamp) {
        var publication = publications.get(stamp.streamId());
        if (publication != null
                && publication.epoch() == stamp.epoch()
                && !publication.begun().containsKey(stamp.rendition())) {
            publication.begun().put(stamp.rendition(), clock.instant());
        }
    }

    /**
     * A part, or a segment, can be read.
     *
     * @param last of the records it is made of
     * @param rendition what it is a part of
     */
    void readable(Stamp last, Rendition rendition) {
        var publication = publications.get(last.streamId());
        if (publication == null || publication.epoch() != last.epoch()) {
            return;
        }
        var begun = publication.begun().get(last.rendition());
        if (begun != null && publication.there().add(rendition)) {
            tracer.spanBuilder(SPAN)
                    .setParent(PublicationTrace.below(publication.trace()))
                    .setStartTimestamp(begun)
                    .setAttribute(PublicationTrace.STREAM, last.streamId().value())
                    .setAttribute(PublicationTrace.EPOCH, last.epoch())
                    .setAttribute(PublicationTrace.RENDITION, rendition.value())
                    .startSpan()
                    .end(clock.instant());
        }
    }
}
