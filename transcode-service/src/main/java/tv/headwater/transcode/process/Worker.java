package tv.headwater.transcode.process;

import java.io.IOException;
import java.time.Duration;
import tv.headwater.transcode.wire.WireMessage;

/** One worker process. Safe for use by many threads. */
public interface Worker {

    long pid();

    /**
     * Sends a message, blocking while the worker does not read.
     *
     * @throws IOException if the worker is gone
     */
    void send(WireMessage message) throws IOException;

    /** CPU time it has used; once it is gone, what was last known of it. */
    Duration cpu();

    /**
     * Ends it at once; nothing it says is heard any more when this returns, except {@link WorkerListener#exited}. If the listener is
     * hearing something, this waits for it: call it without a lock that the listener takes, or from the listener itself.
     */
    void kill();
}
