package tv.headwater.transcode.worker;

import tv.headwater.transcode.wire.WorkerJob;

/** What a worker can do. */
interface Tasks {

    /**
     * Loads what tasks need, so that the first does not wait for it.
     *
     * @return FFmpeg's version
     */
    String load();

    /** The task for a job, used by the thread that calls. */
    Task create(WorkerJob job, Output output);
}
