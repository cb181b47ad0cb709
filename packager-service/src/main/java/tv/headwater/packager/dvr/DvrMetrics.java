package tv.headwater.packager.dvr;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What the store counts. */
final class DvrMetrics {

    private static final String PREFIX = "headwater.packager.dvr.";

    /** Why a segment is not on disk. */
    enum Loss {
        /** The queue had no room for it. */
        QUEUE,
        FULL,
        CONFLICT,
        UNFIT,
        /** Our own fault. */
        FAULT
    }

    /** Why a volume was deleted. */
    enum Removal {
        EXPIRED,
        LIMIT,
        FORGOTTEN
    }

    private final MeterRegistry registry;
    private final Counter segments;
    private final Counter writtenBytes;
    private final Counter corrupt;

    DvrMetrics(MeterRegistry registry) {
        this.registry = registry;
        segments = registry.counter(PREFIX + "segments");
        writtenBytes =
                Counter.builder(PREFIX + "written.bytes").baseUnit("bytes").register(registry);
        corrupt = registry.counter(PREFIX + "corrupt");
        for (var loss : Loss.values()) {
            losses(loss);
        }
        for (var removal : Removal.values()) {
            removals(removal);
        }
    }

    void written(int bytes) {
        segments.increment();
        writtenBytes.increment(bytes);
    }

    /** A segment is not stored. */
    void dropped(Loss loss) {
        losses(loss).increment();
    }

    void removed(Removal removal, int volumes) {
        removals(removal).increment(volumes);
    }

    /** So many places on disk are damaged. */
    void corrupt(int places) {
        corrupt.increment(places);
    }

    /** What a read came to. */
    void read(StoredMedia media) {
        var result =
                switch (media) {
                    case StoredMedia.Present _ -> "present";
                    case StoredMedia.Missing _ -> "missing";
                    case StoredMedia.Busy _ -> "busy";
                };
        registry.counter(PREFIX + "reads", "result", result).increment();
    }

    private Counter losses(Loss loss) {
        return registry.counter(PREFIX + "dropped", "reason", tag(loss));
    }

    private Counter removals(Removal removal) {
        return registry.counter(PREFIX + "volumes.removed", "reason", tag(removal));
    }

    private static String tag(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** Registers a value that is read when somebody looks; {@code of} is held weakly. */
    <T> void gauge(String name, T of, ToDoubleFunction<T> value) {
        registry.gauge(PREFIX + name, of, value);
    }
}
