package tv.headwater.ingest.publish;

import io.opentelemetry.api.trace.Tracer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.headwater.contract.event.SessionEndReason;
import tv.headwater.contract.event.StreamEvent;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.id.StreamKey;
import tv.headwater.contract.node.NodeStatus.Held;
import tv.headwater.contract.stream.StreamSettings;
import tv.headwater.ingest.grant.GrantAnswer;
import tv.headwater.ingest.grant.Grants;
import tv.headwater.ingest.rtmp.Publications;
import tv.headwater.ingest.stamp.SegmentPolicy;

/**
 * The publish sessions of this node: admits publishers, at most one to a stream, and drops them on command. Safe for use by
 * many threads; deciding happens on virtual threads.
 */
public final class PublishSessions implements Publications {

    private static final Logger log = LoggerFactory.getLogger(PublishSessions.class);
    private static final Duration MAX_WAIT_FOR_END = Duration.ofSeconds(3);
    private static final String BAD_NAME = "NetStream.Publish.BadName";

    /** What an encoder retries on, where BadName tells it that the key is wrong. */
    private static final String FAILED = "NetStream.Failed";

    private static final Set<SessionEndReason> FINAL =
            Set.of(
                    SessionEndReason.COMPLETED,
                    SessionEndReason.DISABLED,
                    SessionEndReason.DELETED,
                    SessionEndReason.KEY_RESET);

    private final Grants grants;
    private final PublishSession.Surroundings surroundings;
    private final Tracer tracer;
    private final Runnable onChange;
    private final Map<StreamId, PublishSession> live = new ConcurrentHashMap<>();
    private final Set<String> deciding = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * @param onChange called when a session comes or goes
     */
    public PublishSessions(
            NodeId node,
            Grants grants,
            MediaLog mediaLog,
            SessionFacts facts,
            SegmentPolicy segments,
            SessionLimits limits,
            IngestMeters meters,
            Clock clock,
            Tracer tracer,
            Runnable onChange) {
        this.grants = grants;
        this.tracer = tracer;
        this.onChange = onChange;
        this.surroundings =
                new PublishSession.Surroundings(
                        node, mediaLog, facts, segments, limits, meters, clock);
        meters.gauge("sessions", live, Map::size);
        meters.gauge("log.unsent.bytes", this, PublishSessions::unsentBytes);
        meters.gauge("log.lag.seconds", this, all -> all.lag().toMillis() / 1000.0);
    }

    @Override
    public CompletionStage<Answer> publish(String streamName, Publisher publisher) {
        var answer = new CompletableFuture<Answer>();
        Thread.ofVirtual()
                .name("grant")
                .start(() -> {
                    try {
                        answer.complete(traced(streamName, publisher));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        answer.complete(later());
                    } catch (RuntimeException e) {
                        log.error("a publisher could not be decided on", e);
                        answer.complete(later());
                    }
                });
        return answer;
    }

    private Answer traced(String streamName, Publisher publisher) throws InterruptedException {
        var trace = PublishTrace.begin(tracer);
        boolean accepted = false;
        try (var _ = trace.context().makeCurrent()) {
            var answer = decide(streamName, publisher, trace);
            accepted = answer instanceof Answer.Accepted;
            return answer;
        } finally {
            if (!accepted) {
                trace.over("refused");
            }
        }
    }

    private Answer decide(String streamName, Publisher publisher, PublishTrace trace)
            throws InterruptedException {
        int query = streamName.indexOf('?');
        var key = StreamKey.sha256(query < 0 ? streamName : streamName.substring(0, query));
        if (closed || live.size() + deciding.size() >= surroundings.limits().sessions()) {
            return later();
        }
        if (!deciding.add(key)) {
            return taken();
        }
        try {
            return admit(key, publisher, trace);
        } finally {
            deciding.remove(key);
        }
    }

    private Answer admit(String key, Publisher publisher, PublishTrace trace)
            throws InterruptedException {
        var older = live.values().stream().filter(s -> s.keySha256().equals(key)).findFirst();
        if (older.isPresent()) {
            if (hasMedia(older.get())) {
                return taken();
            }
            if (!giveWay(older.get())) {
                return later();
            }
        }
        return switch (grants.ask(key, publisher.remoteAddress())) {
            case GrantAnswer.Granted granted -> accept(granted, key, publisher, trace);
            case GrantAnswer.Denied denied ->
                    new Answer.Refused(BAD_NAME, "the stream key is not valid");
            case GrantAnswer.Taken taken -> taken();
            case GrantAnswer.Unavailable unavailable -> later();
        };
    }

    private boolean hasMedia(PublishSession session) {
        var silence = Duration.between(session.lastMediaAt(), now());
        return silence.compareTo(surroundings.limits().takeoverAfter()) < 0;
    }

    /** Has an older session of the stream end, so that the log holds all of it before a newer one begins. */
    private static boolean giveWay(PublishSession older) throws InterruptedException {
        older.drop(SessionEndReason.TAKEN_OVER, "a newer publisher took over");
        return awaitEnd(older);
    }

    private static boolean awaitEnd(PublishSession session) throws InterruptedException {
        try {
            session.ended().get(MAX_WAIT_FOR_END.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new CompletionException(e);
        }
    }

    private Answer accept(
            GrantAnswer.Granted granted, String key, Publisher publisher, PublishTrace trace)
            throws InterruptedException {
        trace.granted(granted.grant().streamId(), granted.grant().epoch());
        var older = live.get(granted.grant().streamId());
        if (older != null && !giveWay(older)) {
            return later();
        }
        var session = new PublishSession(granted, key, publisher, surroundings, trace, this::ended);
        if (closed || live.putIfAbsent(session.streamId(), session) != null) {
            return later();
        }
        session.start();
        onChange.run();
        return new Answer.Accepted(session);
    }

    private void ended(PublishSession session) {
        live.remove(session.streamId(), session);
        var dropped = session.dropReason();
        if (dropped == null || !FINAL.contains(dropped)) {
            grants.ended(session.keySha256(), session.epoch(), session.next());
        }
        onChange.run();
    }

    private static Answer taken() {
        return new Answer.Refused(BAD_NAME, "the stream is already being published");
    }

    private static Answer later() {
        return new Answer.Refused(FAILED, "the server cannot take publishers now, try again later");
    }

    /** Heeds commands, and newer sessions of other nodes. */
    public void on(StreamEvent event) {
        switch (event) {
            case StreamEvent.StreamCompleted e ->
                    drop(e, SessionEndReason.COMPLETED, "the broadcast was completed");
            case StreamEvent.StreamDisabled e ->
                    drop(e, SessionEndReason.DISABLED, "the stream was disabled");
            case StreamEvent.StreamDeleted e ->
                    drop(e, SessionEndReason.DELETED, "the stream was deleted");
            case StreamEvent.StreamKeyReset e ->
                    drop(e, SessionEndReason.KEY_RESET, "the stream key was reset");
            case StreamEvent.SessionStarted e -> fence(e.streamId(), e.epoch());
            case StreamEvent.SessionActive e -> {}
            case StreamEvent.SessionEnded e -> {}
        }
    }

    /** A command older than the grant has been heeded by metadata-service, which granted all the same. */
    private void drop(StreamEvent command, SessionEndReason reason, String description) {
        grants.forget(command.streamId());
        var session = live.get(command.streamId());
        if (session != null && command.at().isAfter(session.grantedAt())) {
            session.drop(reason, description);
        }
    }

    /** Heeds the newest epoch granted. */
    public void on(StreamSettings settings) {
        fence(settings.streamId(), settings.epoch());
    }

    private void fence(StreamId streamId, long epoch) {
        var session = live.get(streamId);
        if (session != null && epoch > session.epoch()) {
            session.drop(SessionEndReason.TAKEN_OVER, "a newer publisher took over");
        }
    }

    /** The live sessions, for this node's beats. */
    public List<Held> held() {
        return live.values().stream().map(PublishSession::held).toList();
    }

    /** Share of the sessions this node takes. */
    public double load() {
        return Math.min(1, (double) live.size() / surroundings.limits().sessions());
    }

    /** How long the oldest unsent record of any session has waited. */
    public Duration lag() {
        return live.values().stream()
                .map(s -> s.appender().unsentAge())
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    private double unsentBytes() {
        return live.values().stream().mapToLong(s -> s.appender().unsentBytes()).sum();
    }

    public Optional<Instant> lastMediaAt(StreamId streamId) {
        return Optional.ofNullable(live.get(streamId)).map(PublishSession::lastMediaAt);
    }

    private Instant now() {
        return surroundings.clock().instant();
    }

    /** Takes no more publishers and ends the sessions there are, each with its END. */
    public void close() throws InterruptedException {
        closed = true;
        var sessions = List.copyOf(live.values());
        for (var session : sessions) {
            session.drop(SessionEndReason.SHUTDOWN, "the server is shutting down");
        }
        for (var session : sessions) {
            if (!awaitEnd(session)) {
                log.warn("stream {} did not end in time", session.streamId());
            }
        }
    }
}
