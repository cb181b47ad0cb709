package tv.headwater.metadata.stream;

import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tv.headwater.contract.api.LiveStreamSpec;
import tv.headwater.contract.event.StreamEvent;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.id.StreamKey;
import tv.headwater.contract.stream.StreamStatus;
import tv.headwater.metadata.account.User;
import tv.headwater.rest.ApiProblem;
import tv.headwater.rest.Caller;

/** What owners do with their live streams. Another's stream is as one that is not there. */
@Service
public class Streams {

    private final StreamRows rows;
    private final StreamJournal journal;
    private final EntityManager entities;
    private final Clock clock;

    Streams(StreamRows rows, StreamJournal journal, EntityManager entities, Clock clock) {
        this.rows = rows;
        this.journal = journal;
        this.entities = entities;
        this.clock = clock;
    }

    /** A stream with a key just made, which is known nowhere else. */
    record Keyed(StreamRow row, StreamKey key) {}

    /** How a spec becomes another. */
    interface SpecChange {
        LiveStreamSpec apply(LiveStreamSpec spec);
    }

    @Transactional
    Keyed create(LiveStreamSpec spec, Caller caller) {
        var now = clock.instant();
        var owner = entities.find(User.class, caller.userId());
        if (owner == null) {
            throw ApiProblem.unauthenticated();
        }
        var key = StreamKey.generate();
        var row = rows.saveAndFlush(new StreamRow(StreamId.random(), owner, spec, key, now));
        journal.happened(row, "live_stream.created", now, Map.of());
        journal.changed(row);
        return new Keyed(row, key);
    }

    /**
     * @throws ApiProblem 404 if there is none or it is another's
     */
    @Transactional(readOnly = true)
    public StreamRow owned(String id, Caller caller) {
        return rows.findById(id)
                .filter(row -> isFor(row, caller))
                .orElseThrow(() -> ApiProblem.notFound("live stream"));
    }

    static boolean isFor(StreamRow row, Caller caller) {
        return caller.isAdmin()
                || (caller.broadcasts() && row.owner().id().equals(caller.userId()));
    }

    /**
     * The same with its row locked to the end of the transaction.
     *
     * @throws ApiProblem 404 if there is none or it is another's
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public StreamRow locked(String id, Caller caller) {
        return rows.lock(id)
                .filter(row -> isFor(row, caller))
                .orElseThrow(() -> ApiProblem.notFound("live stream"));
    }

    @Transactional
    StreamRow change(String id, SpecChange change, Caller caller) {
        var row = locked(id, caller);
        var spec = change.apply(row.spec());
        if (!Objects.equals(spec, row.spec())) {
            row.change(spec, clock.instant());
            journal.changed(row);
        }
        return row;
    }

    @Transactional
    void delete(String id, Caller caller) {
        var row = locked(id, caller);
        journal.deleted(row, clock.instant());
        rows.delete(row);
    }

    @Transactional
    StreamRow complete(String id, Caller caller) {
        var row = locked(id, caller);
        var now = clock.instant();
        switch (row.status()) {
            case ENDED -> {}
            case DISABLED -> throw ApiProblem.conflict("the live stream is disabled");
            case IDLE, CONNECTING, ACTIVE, RECONNECTING -> {
                row.end(StreamStatus.ENDED, now);
                tell(row, "live_stream.completed", now);
                journal.command(new StreamEvent.StreamCompleted(row.id(), now));
            }
        }
        return row;
    }

    @Transactional
    StreamRow disable(String id, Caller caller) {
        var row = locked(id, caller);
        var now = clock.instant();
        if (row.status() != StreamStatus.DISABLED) {
            row.end(StreamStatus.DISABLED, now);
            tell(row, "live_stream.disabled", now);
            journal.command(new StreamEvent.StreamDisabled(row.id(), now));
        }
        return row;
    }

    @Transactional
    StreamRow enable(String id, Caller caller) {
        var row = locked(id, caller);
        var now = clock.instant();
        if (row.isClosed()) {
            row.rest(now);
            tell(row, "live_stream.enabled", now);
        }
        return row;
    }

    @Transactional
    Keyed resetKey(String id, Caller caller) {
        var row = locked(id, caller);
        var now = clock.instant();
        var key = StreamKey.generate();
        row.changeKey(key, now);
        journal.command(new StreamEvent.StreamKeyReset(row.id(), now));
        return new Keyed(row, key);
    }

    private void tell(StreamRow row, String event, Instant now) {
        journal.happened(row, event, now, Map.of());
        journal.changed(row);
    }
}
