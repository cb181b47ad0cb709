package tv.headwater.edge.cmcd;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What players say of one stream. */
final class StreamMeters {

    private static final Duration[] TIMES =
            Stream.of(100, 250, 500, 1_000, 2_000, 3_000, 5_000, 10_000, 30_000)
                    .map(Duration::ofMillis)
                    .toArray(Duration[]::new);
    private static final double[] RATES = {
        250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 100_000
    };

    final Counter sessions;
    final Counter rebufferedSessions;
    final Counter rebuffers;
    private final Timer startup;
    private final Timer latency;
    private final Timer buffer;
    private final DistributionSummary bitrate;
    private final DistributionSummary throughput;

    /** Of the ticker. */
    volatile long saidAt;

    StreamMeters(MeterRegistry registry, String stream) {
        sessions = counter(registry, "sessions", stream, "playback sessions that say anything");
        rebufferedSessions =
                counter(
                        registry,
                        "sessions.rebuffered",
                        stream,
                        "playback sessions whose buffer ran empty at least once");
        rebuffers =
                counter(registry, "rebuffers", stream, "requests after the buffer ran empty (bs)");
        startup = timer(registry, "startup", stream, "from play to the first picture (msd)");
        latency = timer(registry, "latency", stream, "how far behind live (ltc)");
        buffer = timer(registry, "buffer", stream, "length of the buffer (bl)");
        bitrate = rate(registry, "bitrate", stream, "of the segments and parts asked for (br)");
        throughput = rate(registry, "throughput", stream, "as players measure it (mtp)");
    }

    private static Counter counter(
            MeterRegistry registry, String name, String stream, String description) {
        return Counter.builder("headwater.playback." + name)
                .description(description)
                .tag("stream", stream)
                .register(registry);
    }

    private static Timer timer(
            MeterRegistry registry, String name, String stream, String description) {
        return Timer.builder("headwater.playback." + name)
                .description(description)
                .tag("stream", stream)
                .serviceLevelObjectives(TIMES)
                .register(registry);
    }

    private static DistributionSummary rate(
            MeterRegistry registry, String name, String stream, String description) {
        return DistributionSummary.builder("headwater.playback." + name)
                .description(description)
                .baseUnit("kilobits_per_second")
                .tag("stream", stream)
                .serviceLevelObjectives(RATES)
                .register(registry);
    }

    void startup(int millis) {
        startup.record(millis, TimeUnit.MILLISECONDS);
    }

    /** @param media whether it came with a segment or part, which {@code br} is about */
    void on(Cmcd cmcd, boolean media) {
        if (cmcd.latency() != null) {
            latency.record(cmcd.latency(), TimeUnit.MILLISECONDS);
        }
        if (cmcd.bufferLength() != null) {
            buffer.record(cmcd.bufferLength(), TimeUnit.MILLISECONDS);
        }
        if (cmcd.throughput() != null) {
            throughput.record(cmcd.throughput());
        }
        if (media && cmcd.bitrate() != null) {
            bitrate.record(cmcd.bitrate());
        }
    }

    void remove(MeterRegistry registry) {
        Stream.<Meter>of(
                        sessions,
                        rebufferedSessions,
                        rebuffers,
                        startup,
                        latency,
                        buffer,
                        bitrate,
                        throughput)
                .forEach(registry::remove);
    }
}
