package tv.headwater.metadata.session;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tv.headwater.contract.event.SessionEndReason;
import tv.headwater.contract.event.StreamEvent;
import tv.headwater.contract.event.StreamEvent.SessionActive;
import tv.headwater.contract.event.StreamEvent.SessionEnded;
import tv.headwater.contract.event.StreamEvent.SessionStarted;
import tv.headwater.contract.event.StreamEvent.StreamCompleted;
import tv.headwater.contract.event.StreamEvent.StreamDeleted;
import tv.headwater.contract.event.StreamEvent.StreamDisabled;
import tv.headwater.contract.event.StreamEvent.StreamKeyReset;
import tv.headwater.contract.stream.StreamStatus;
import tv.headwater.metadata.stream.StreamJournal;
import tv.headwater.metadata.stream.StreamRow;
import tv.headwater.metadata.stream.StreamRows;

/**
 * Turns the facts of ingest into sessions and status. A fact may come twice; one of an epoch older than the stream's newest closes its
 * session and changes nothing else.
 */
@Service
class SessionFacts {

    private final StreamRows streams;
    private final SessionRows sessions;
    private final StreamJournal journal;
    private final Clock clock;

    SessionFacts(StreamRows streams, SessionRows sessions, StreamJournal journal, Clock clock) {
        this.streams = streams;
        this.sessions = sessions;
        this.journal = journal;
        this.clock = clock;
    }

    @Transactional
    void on(StreamEvent event) {
        switch (event) {
            case SessionStarted started -> on(started);
            case SessionActive active -> on(active);
            case SessionEnded ended -> on(ended);
            case StreamCompleted _, StreamDisabled _, StreamDeleted _, StreamKeyReset _ -> {
                // our own commands
            }
        }
    }

    private void on(SessionStarted fact) {
        var found = streams.lock(fact.streamId().value());
        var now = clock.instant();
        if (found.isEmpty()) {
            journal.command(new StreamDeleted(fact.streamId(), now));
            return;
        }
        var stream = found.get();
        var session =
                sessions.find(fact.streamId().value(), fact.epoch())
                        .orElseGet(() -> sessions.save(ofCachedGrant(fact, now)));
        if (session.startedAt() != null || !session.isOpen()) {
            return;
        }
        session.start(fact.at());
        if (fact.epoch() < stream.epoch()) {
            session.end(SessionEndReason.TAKEN_OVER, now);
            return;
        }
        for (var older : sessions.open(fact.streamId().value())) {
            if (older.epoch() < fact.epoch()) {
                older.end(SessionEndReason.TAKEN_OVER, now);
            }
        }
        if (isCommandMissed(stream, session, now)) {
            return;
        }
        stream.connect(fact.epoch(), now);
        journal.happened(
                stream,
                "live_stream.connected",
                fact.at(),
                Map.of("epoch", fact.epoch(), "node", fact.node().value()));
        journal.changed(stream);
    }

    private static SessionRow ofCachedGrant(SessionStarted fact, Instant now) {
        return new SessionRow(
                fact.streamId(), fact.epoch(), fact.node(), fact.remoteAddress(), now);
    }

    /** A command given between the grant and the start found no session to drop: it is given again. */
    private boolean isCommandMissed(StreamRow stream, SessionRow session, Instant now) {
        if (stream.status() == StreamStatus.DISABLED) {
            journal.command(new StreamDisabled(stream.id(), now));
            return true;
        }
        if (stream.status() == StreamStatus.ENDED) {
            journal.command(new StreamCompleted(stream.id(), now));
            return true;
        }
        if (session.grantedAt().isBefore(stream.keyChangedAt())) {
            journal.command(new StreamKeyReset(stream.id(), now));
        }
        return false;
    }

    private void on(SessionActive fact) {
        var stream = streams.lock(fact.streamId().value()).orElse(null);
        var session = sessions.find(fact.streamId().value(), fact.epoch()).orElse(null);
        if (stream == null || session == null || !session.isOpen() || session.wasActive()) {
            return;
        }
        session.activate(fact.at());
        if (fact.epoch() != stream.epoch() || stream.isClosed()) {
            return;
        }
        stream.activate(fact.at(), clock.instant());
        journal.happened(stream, "live_stream.active", fact.at(), Map.of("epoch", fact.epoch()));
        journal.changed(stream);
    }

    private void on(SessionEnded fact) {
        var stream = streams.lock(fact.streamId().value()).orElse(null);
        var session = sessions.find(fact.streamId().value(), fact.epoch()).orElse(null);
        if (stream == null || session == null) {
            return;
        }
        session.count(fact.bytes());
        boolean newest = fact.epoch() == stream.epoch();
        if (newest) {
            stream.remember(
                    fact.lastSegment(), fact.lastDiscontinuitySequence(), fact.targetDuration());
        }
        if (session.isOpen()) {
            close(stream, session, fact.reason(), fact.at());
        }
    }

    /** Gives up a session that cannot say so itself. The caller holds the stream's row lock. */
    @Transactional
    public void giveUp(SessionRow lost, SessionEndReason reason) {
        var stream = streams.lock(lost.streamId().value()).orElse(null);
        var session = sessions.find(lost.streamId().value(), lost.epoch()).orElse(null);
        if (stream != null && session != null && session.isOpen()) {
            close(stream, session, reason, clock.instant());
        }
    }

    private void close(StreamRow stream, SessionRow session, SessionEndReason reason, Instant at) {
        session.end(reason, at);
        if (session.epoch() != stream.epoch()) {
            return;
        }
        journal.happened(
                stream,
                "live_stream.disconnected",
                at,
                Map.of("epoch", session.epoch(), "reason", json(reason)));
        var now = clock.instant();
        switch (stream.status()) {
            case ACTIVE, CONNECTING -> lose(stream, now);
            case IDLE, RECONNECTING, ENDED, DISABLED -> {}
        }
    }

    private void lose(StreamRow stream, Instant now) {
        int window = stream.spec().reconnectWindowSeconds();
        if (stream.isOnAir() && window > 0) {
            stream.lose(now.plusSeconds(window), now);
            journal.happened(
                    stream,
                    "live_stream.reconnecting",
                    now,
                    Map.of("until", String.valueOf(stream.reconnectUntil())));
        } else {
            stream.rest(now);
            journal.happened(stream, "live_stream.idle", now, Map.of());
        }
        journal.changed(stream);
    }

    /** Streams whose publisher did not come back in time. */
    @Transactional
    public int closeWindows() {
        var now = clock.instant();
        var overdue = streams.lockOverdue(now);
        for (var id : overdue) {
            streams.lock(id)
                    .ifPresent(stream -> {
                        stream.rest(now);
                        journal.happened(stream, "live_stream.idle", now, Map.of());
                        journal.changed(stream);
                    });
        }
        return overdue.size();
    }

    /** The ingest of a session given up is there after all, and its media flows. */
    @Transactional
    public void takeBack(SessionRow lost) {
        var stream = streams.lock(lost.streamId().value()).orElse(null);
        var session = sessions.find(lost.streamId().value(), lost.epoch()).orElse(null);
        if (stream == null
                || session == null
                || session.isOpen()
                || stream.epoch() != session.epoch()
                || stream.isClosed()) {
            return;
        }
        session.reopen();
        var now = clock.instant();
        stream.connect(session.epoch(), now);
        if (session.wasActive()) {
            stream.activate(now, now);
            journal.happened(stream, "live_stream.active", now, Map.of("epoch", session.epoch()));
        }
        journal.changed(stream);
    }

    private static String json(SessionEndReason reason) {
        return reason.name().toLowerCase(java.util.Locale.ROOT);
    }
}
