package tv.headwater.metadata.health;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import tv.headwater.contract.api.StreamHealth.Issue;
import tv.headwater.contract.id.StreamId;
import tv.headwater.metadata.MetadataProperties;
import tv.headwater.metadata.cluster.Leases;
import tv.headwater.rest.Outages;

/** Looks at every live stream now and then, and has owners told what began to be wrong with theirs; one instance for all. */
@Component
class HealthWatch {

    private static final Logger log = LoggerFactory.getLogger(HealthWatch.class);
    private static final String TASK = "health";

    /** Told at a time at most; the rest waits for the next look. */
    private static final int MOST_CHANGES = 200;

    /** One that does not look for this many intervals gives the task to another. */
    private static final int MISSED = 5;

    private final LiveStreams streams;
    private final Health health;
    private final Sightings sightings;
    private final OpenIssues open;
    private final Leases leases;
    private final Clock clock;
    private final Duration lease;
    private final IssueTimeline timeline;
    private boolean troubled;

    HealthWatch(
            LiveStreams streams,
            Health health,
            Sightings sightings,
            OpenIssues open,
            Leases leases,
            MetadataProperties properties,
            Clock clock) {
        this.streams = streams;
        this.health = health;
        this.sightings = sightings;
        this.open = open;
        this.leases = leases;
        this.clock = clock;
        this.lease = properties.health().interval().multipliedBy(MISSED).plusSeconds(2);
        this.timeline =
                new IssueTimeline(properties.health().beginAfter(), properties.health().endAfter());
    }

    @Scheduled(fixedDelayString = "${headwater.health.interval}")
    void watch() {
        try {
            sightings.look();
            if (leases.hold(TASK, lease)) {
                tell();
            }
            troubled = false;
        } catch (RuntimeException e) {
            if (!troubled && Outages.isDatabaseAway(e)) {
                log.warn("watching health waits for the database: {}", Outages.reason(e));
            } else if (!troubled) {
                log.error("watching health failed and goes on", e);
            }
            troubled = true;
        }
    }

    private void tell() {
        Map<StreamId, List<Issue>> live = new HashMap<>();
        for (var stream : streams.all()) {
            live.put(stream.id(), health.issues(stream));
        }
        timeline.look(live, open.all(), clock.instant()).stream()
                .limit(MOST_CHANGES)
                .forEach(open::on);
    }
}
