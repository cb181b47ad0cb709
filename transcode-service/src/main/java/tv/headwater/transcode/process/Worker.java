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

    /** CPU time it has used. */
    Duration cpu();

    /** Ends it at once; nothing it says is heard any more when this returns, except {@link WorkerListener#exited}. */
    void kill();
}
