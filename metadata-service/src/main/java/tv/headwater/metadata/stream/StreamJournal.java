package tv.headwater.metadata.stream;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tv.headwater.contract.event.StreamEvent;
import tv.headwater.metadata.outbox.Outbox;
import tv.headwater.metadata.webhook.Webhooks;

/** Tells what happened to a stream: its owner by events and webhooks, the cluster by settings and commands, all in the same transaction. */
@Component
public class StreamJournal {

    private final EntityManager entities;
    private final Outbox outbox;
    private final Webhooks webhooks;

    StreamJournal(EntityManager entities, Outbox outbox, Webhooks webhooks) {
        this.entities = entities;
        this.outbox = outbox;
        this.webhooks = webhooks;
    }

    /**
     * Adds an event of the public kind.
     *
     * @param type such as {@code live_stream.active}
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void happened(StreamRow stream, String type, Instant at, Map<String, Object> detail) {
        long seq = stream.nextEventSeq();
        entities.persist(new EventRow(stream.id(), seq, type, at, detail));
        webhooks.tell(
                stream.owner().id(),
                new Webhooks.Happened(stream.id(), seq, type, at, new TreeMap<>(detail)));
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
        // Its events go with it, and so webhooks alone are told.
        webhooks.tell(
                stream.owner().id(),
                new Webhooks.Happened(
                        stream.id(), stream.nextEventSeq(), "live_stream.deleted", now, Map.of()));
        outbox.command(new StreamEvent.StreamDeleted(stream.id(), now));
        outbox.deleted(stream.id());
    }
}
