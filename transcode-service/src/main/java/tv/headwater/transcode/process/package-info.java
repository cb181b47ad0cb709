/**
 * Worker processes, as the supervisor sees them: {@link tv.headwater.transcode.process.WorkerProcesses} starts them, some ahead of
 * time, {@link tv.headwater.transcode.process.WorkerSocket} lets them in, {@link tv.headwater.transcode.process.WorkerProcess}
 * is one of them until its end.
 */
@NullMarked
package tv.headwater.transcode.process;

import org.jspecify.annotations.NullMarked;
