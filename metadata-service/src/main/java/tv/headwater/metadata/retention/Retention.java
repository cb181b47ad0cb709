package tv.headwater.metadata.retention;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import tv.headwater.metadata.MetadataProperties;
import tv.headwater.metadata.access.AccessFacts;
import tv.headwater.metadata.cluster.Leases;
import tv.headwater.rest.Outages;

/**
 * Deletes events, timed metadata, closed sessions, counts of viewers, finished deliveries and facts about access past their time, in small batches that are transactions of their own; one instance for all. A
 * stream's numbers go on from its own row, so that nothing is counted from what is gone.
 */
@Component
class Retention {

    private static final Logger log = LoggerFactory.getLogger(Retention.class);
    private static final String TASK = "retention";

    /** Longer than any batch takes. */
    private static final Duration LEASE = Duration.ofMinutes(1);

    /** Batches of one table at a time; what is left goes the next time. */
    private static final int MOST_BATCHES = 1000;

    private static final String EVENTS =
            """
            delete from stream_events where (stream_id, seq) in (
                select stream_id, seq from stream_events where at < :before order by at limit :batch)
            """;
    private static final String SESSIONS =
            """
            delete from publish_sessions where id in (
                select id from publish_sessions where ended_at < :before order by ended_at limit :batch)
            """;
    private static final String VIEWERS =
            """
            delete from viewer_samples where (stream_id, at) in (
                select stream_id, at from viewer_samples where at < :before order by at limit :batch)
            """;
    private static final String METADATA =
            """
            delete from timed_metadata where (stream_id, id) in (
                select stream_id, id from timed_metadata where created_at < :before
                order by created_at limit :batch)
            """;

    private static final String DELIVERIES =
            """
            delete from webhook_deliveries where id in (
                select id from webhook_deliveries where finished_at < :before
                order by finished_at limit :batch)
            """;

    private final JdbcClient jdbc;
    private final Leases leases;
    private final MetadataProperties.Retention properties;
    private final Clock clock;
    private final Counter events;
    private final Counter sessions;
    private final Counter metadata;
    private final Counter viewers;
    private final Counter deliveries;
    private final AccessFacts accessFacts;
    private final Counter access;

    Retention(
            JdbcClient jdbc,
            AccessFacts accessFacts,
            Leases leases,
            MetadataProperties properties,
            Clock clock,
            MeterRegistry registry) {
        this.jdbc = jdbc;
        this.accessFacts = accessFacts;
        this.leases = leases;
        this.properties = properties.retention();
        this.clock = clock;
        this.events = registry.counter("headwater.metadata.pruned.rows", "table", "stream_events");
        this.sessions =
                registry.counter("headwater.metadata.pruned.rows", "table", "publish_sessions");
        this.metadata =
                registry.counter("headwater.metadata.pruned.rows", "table", "timed_metadata");
        this.viewers =
                registry.counter("headwater.metadata.pruned.rows", "table", "viewer_samples");
        this.deliveries =
                registry.counter("headwater.metadata.pruned.rows", "table", "webhook_deliveries");
        this.access = registry.counter("headwater.metadata.pruned.rows", "table", "access_facts");
    }

    @Scheduled(
            initialDelayString = "${headwater.retention.interval}",
            fixedDelayString = "${headwater.retention.interval}")
    void prune() {
        try {
            prune(EVENTS, properties.events(), events);
            prune(SESSIONS, properties.sessions(), sessions);
            prune(METADATA, properties.events(), metadata);
            prune(VIEWERS, properties.viewers(), viewers);
            prune(DELIVERIES, properties.deliveries(), deliveries);
            prune(() -> accessFacts.forget(properties.batch()), access);
        } catch (RuntimeException e) {
            if (Outages.isDatabaseAway(e)) {
                log.warn("pruning waits for the database: {}", Outages.reason(e));
            } else {
                log.error("pruning failed and is tried again later", e);
            }
        }
    }

    private void prune(String delete, Duration kept, Counter pruned) {
        var before = Timestamp.from(clock.instant().minus(kept));
        prune(
                () ->
                        jdbc.sql(delete)
                                .param("before", before)
                                .param("batch", properties.batch())
                                .update(),
                pruned);
    }

    private void prune(IntSupplier batch, Counter pruned) {
        for (int i = 0; i < MOST_BATCHES && leases.hold(TASK, LEASE); i++) {
            int rows = batch.getAsInt();
            pruned.increment(rows);
            if (rows < properties.batch()) {
                return;
            }
        }
    }
}
