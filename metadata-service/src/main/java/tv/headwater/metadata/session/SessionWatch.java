package tv.headwater.metadata.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.domain.Limit;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import tv.headwater.contract.event.SessionEndReason;
import tv.headwater.contract.node.NodeRole;
import tv.headwater.contract.node.NodeStatus;
import tv.headwater.metadata.MetadataProperties;
import tv.headwater.metadata.cluster.Cluster;
import tv.headwater.rest.Outages;

/**
 * Looks after what no fact tells: reconnect windows that pass, grants nobody used, ingests that fell silent or were restarted. All
 * instances look; row locks make it happen once.
 */
@Component
class SessionWatch {

    private static final Logger log = LoggerFactory.getLogger(SessionWatch.class);
    private static final Limit MOST = Limit.of(10_000);
    private static final Duration TAKE_BACK = Duration.ofHours(1);

    private final SessionRows sessions;
    private final SessionFacts facts;
    private final Cluster cluster;
    private final MetadataProperties.Sessions properties;
    private final Clock clock;
    private boolean troubled;

    SessionWatch(
            SessionRows sessions,
            SessionFacts facts,
            Cluster cluster,
            MetadataProperties properties,
            Clock clock) {
        this.sessions = sessions;
        this.facts = facts;
        this.cluster = cluster;
        this.properties = properties.sessions();
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "${headwater.sessions.watch-interval}")
    void watch() {
        try {
            facts.closeWindows();
            giveUpLost();
            takeBackFound();
            troubled = false;
        } catch (RuntimeException e) {
            if (!troubled && Outages.isDatabaseAway(e)) {
                log.warn("watching sessions waits for the database: {}", Outages.reason(e));
            } else if (!troubled) {
                log.error("watching sessions failed and goes on", e);
            }
            troubled = true;
        }
    }

    private void giveUpLost() {
        var now = clock.instant();
        for (var session : sessions.allOpen(MOST)) {
            if (isUnused(session, now)) {
                facts.giveUp(session, SessionEndReason.CONNECTION_LOST);
            } else if (isIngestLost(session)) {
                log.info(
                        "stream {} lost its ingest {}: epoch {}",
                        session.streamId(),
                        session.node(),
                        session.epoch());
                facts.giveUp(session, SessionEndReason.INGEST_LOST);
            }
        }
    }

    private boolean isUnused(SessionRow session, Instant now) {
        return session.startedAt() == null
                && session.grantedAt().plus(properties.grantTimeout()).isBefore(now);
    }

    private boolean isIngestLost(SessionRow session) {
        return cluster.isSilent(session.node(), session.grantedAt())
                || cluster.live(session.node())
                        .filter(node -> isRestarted(node, session))
                        .isPresent();
    }

    /** Whether the node is a newer process than the one the session began in; both times are by the node's clock. */
    static boolean isRestarted(NodeStatus node, SessionRow session) {
        var started = session.startedAt();
        return started != null && node.startedAt().isAfter(started);
    }

    private void takeBackFound() {
        var now = clock.instant();
        for (var session : sessions.lost(now.minus(TAKE_BACK), MOST)) {
            boolean found =
                    cluster
                            .live(session.node())
                            .filter(node -> node.role() == NodeRole.INGEST)
                            .filter(node -> !isRestarted(node, session))
                            .stream()
                            .flatMap(node -> node.holds().stream())
                            .anyMatch(held -> isFlowing(held, session, now));
            if (found) {
                facts.takeBack(session);
            }
        }
    }

    private boolean isFlowing(NodeStatus.Held held, SessionRow session, Instant now) {
        var epoch = held.epoch();
        var last = held.lastMediaAt();
        return held.streamId().equals(session.streamId())
                && epoch != null
                && epoch == session.epoch()
                && last != null
                && last.plus(properties.takeoverAfter()).isAfter(now);
    }
}
