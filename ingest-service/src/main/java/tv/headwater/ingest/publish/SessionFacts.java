package tv.headwater.ingest.publish;

import tv.headwater.contract.event.StreamEvent;

/** Where sessions say what happened to them. */
public interface SessionFacts {

    /** Does not wait for delivery. */
    void on(StreamEvent fact);
}
