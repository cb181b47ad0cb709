package tv.headwater.metadata.stream;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tv.headwater.contract.event.StreamEvent;
import tv.headwater.metadata.outbox.Outbox;

/** Tells what happened to a stream: its owner by events, the cluster by settings and commands, all in the same transaction. */
@Component
public class StreamJournal {

    private final EntityManager entities;
    private final Outbox outbox;

    StreamJournal(EntityManager entities, Outbox outbox) {
        this.entities = entities;
        this.outbox = outbox;
    }

    /**
     * Adds an event of the public kind.
     *
     * @param type such as {@code live_stream.active}
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void happened(StreamRow stream, String type, Instant at, Map<String, Object> detail) {
        entities.persist(new EventRow(stream.id(), stream.nextEventSeq(), type, at, detail));
    }

    /** Sends the stream's settings as they are now. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void changed(StreamRow stream) {
        outbox.settings(stream.settings());
    }

    /** Tells every ingest. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void command(StreamEvent command) {
        outbox.command(command);
    }

    @Transactional(propagation = Propagation.MANDATORY)
    void deleted(StreamRow stream, Instant now) {
        outbox.command(new StreamEvent.StreamDeleted(stream.id(), now));
        outbox.deleted(stream.id());
    }
}
