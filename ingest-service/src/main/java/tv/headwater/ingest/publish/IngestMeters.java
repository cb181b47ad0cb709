package tv.headwater.ingest.publish;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** What all sessions of this node add up to. */
public final class IngestMeters {

    private final MeterRegistry registry;
    final Counter bytes;
    final Counter video;
    final Counter audio;
    final Counter undecodable;
    final Counter otherTracks;
    final Counter droppedUnits;
    final Counter droppedMilliseconds;
    final Counter lostRecords;

    public IngestMeters(MeterRegistry registry) {
        this.registry = registry;
        bytes = registry.counter("headwater.ingest.bytes");
        video = registry.counter("headwater.ingest.access.units", "track", "video");
        audio = registry.counter("headwater.ingest.access.units", "track", "audio");
        undecodable = registry.counter("headwater.ingest.dropped.units", "why", "undecodable");
        otherTracks = registry.counter("headwater.ingest.dropped.units", "why", "other_track");
        droppedUnits = registry.counter("headwater.ingest.dropped.units", "why", "log_full");
        droppedMilliseconds = registry.counter("headwater.ingest.dropped.milliseconds");
        lostRecords = registry.counter("headwater.ingest.lost.records");
    }

    <T> void gauge(String name, T of, ToDoubleFunction<T> value) {
        Gauge.builder("headwater.ingest." + name, of, value).register(registry);
    }
}
