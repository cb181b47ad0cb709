package tv.headwater.metadata.viewers;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import tv.headwater.contract.id.StreamId;
import tv.headwater.metadata.MetadataProperties;
import tv.headwater.metadata.audience.LiveViewers;
import tv.headwater.metadata.cluster.Leases;
import tv.headwater.rest.Outages;

/**
 * Keeps how many watched. Every instance counts, one writes; another that takes over writes what it counted since the one before may have
 * written last. While the database is away counting goes on.
 */
@Component
class ViewerHistory implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(ViewerHistory.class);
    private static final String TASK = "viewers";

    /** One that does not write for this many intervals gives the task to another. */
    private static final int MISSED = 3;

    private final LiveViewers viewers;
    private final SampleTable table;
    private final Leases leases;
    private final Clock clock;
    private final UnwrittenSamples unwritten;
    private final Duration lease;
    private boolean troubled;
    private volatile boolean running;

    ViewerHistory(
            LiveViewers viewers,
            SampleTable table,
            Leases leases,
            MetadataProperties properties,
            Clock clock) {
        this.viewers = viewers;
        this.table = table;
        this.leases = leases;
        this.clock = clock;
        var interval = properties.audience().sampleInterval();
        this.unwritten = new UnwrittenSamples(interval, properties.audience().unwritten());
        this.lease = interval.multipliedBy(MISSED).plusSeconds(2);
    }

    /** At a fixed rate, so that it does not wait for a database that is away. */
    @Scheduled(fixedRateString = "${headwater.audience.count-interval}")
    void count() {
        unwritten.count(clock.instant(), viewers.all());
    }

    @Scheduled(fixedDelayString = "${headwater.audience.sample-interval}")
    void write() {
        var now = clock.instant();
        write(unwritten.ended(now), now);
    }

    private synchronized void write(List<Sample> samples, Instant now) {
        if (samples.isEmpty()) {
            return;
        }
        try {
            if (leases.hold(TASK, lease)) {
                table.add(samples);
                unwritten.written(samples);
            } else {
                unwritten.forgetBefore(now.minus(lease.multipliedBy(2)));
            }
            troubled = false;
        } catch (RuntimeException e) {
            if (!troubled && Outages.isDatabaseAway(e)) {
                log.warn("viewers are counted and not written: {}", Outages.reason(e));
            } else if (!troubled) {
                log.error("writing viewers failed and is tried again", e);
            }
            troubled = true;
        }
    }

    /** The highest count from {@code from} to before {@code to} that is not in the database yet. */
    int unwrittenPeak(StreamId streamId, Instant from, Instant to) {
        return unwritten.peak(streamId, from, to);
    }

    @Override
    public void start() {
        running = true;
    }

    /** What is left is written: the interval under way too. */
    @Override
    public void stop() {
        running = false;
        write(unwritten.all(), clock.instant());
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
