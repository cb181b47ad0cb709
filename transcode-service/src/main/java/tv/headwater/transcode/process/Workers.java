package tv.headwater.transcode.process;

import java.io.IOException;
import tv.headwater.transcode.wire.WorkerJob;

/** Where workers come from. */
public interface Workers {

    /**
     * Starts a worker, or takes one that waits ready, and tells it its job.
     *
     * @throws IOException if no process could be started
     */
    Worker start(WorkerJob job, WorkerListener listener) throws IOException;
}
