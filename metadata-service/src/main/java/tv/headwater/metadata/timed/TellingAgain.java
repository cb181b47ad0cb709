package tv.headwater.metadata.timed;

import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import tv.headwater.metadata.MetadataProperties;
import tv.headwater.metadata.cluster.Leases;
import tv.headwater.rest.Outages;

/**
 * The log of media is short: what was told long ago and still holds is told again in it, by one instance for all, so that a packager that
 * starts late lists what the others do.
 */
@Component
class TellingAgain {

    private static final Logger log = LoggerFactory.getLogger(TellingAgain.class);
    private static final String TASK = "timed-metadata";

    private final TimedEvents events;
    private final EventTable table;
    private final Leases leases;
    private final Duration interval;
    private final Clock clock;

    TellingAgain(
            TimedEvents events,
            EventTable table,
            Leases leases,
            MetadataProperties properties,
            Clock clock) {
        this.events = events;
        this.table = table;
        this.leases = leases;
        this.interval = properties.timedMetadata().interval();
        this.clock = clock;
    }

    @Scheduled(
            initialDelayString = "${headwater.timed-metadata.interval}",
            fixedRateString = "${headwater.timed-metadata.interval}")
    void look() {
        try {
            if (leases.hold(TASK, interval.plus(interval.dividedBy(2)))) {
                var before = clock.instant().minus(interval);
                table.liveStreams(before).forEach(stream -> events.tellAgain(stream, before));
            }
        } catch (RuntimeException e) {
            if (Outages.isDatabaseAway(e)) {
                log.debug("timed metadata waits: {}", Outages.reason(e));
            } else {
                log.error("telling timed metadata again failed and is tried again", e);
            }
        }
    }
}
