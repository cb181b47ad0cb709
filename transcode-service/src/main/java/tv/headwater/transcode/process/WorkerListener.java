package tv.headwater.transcode.process;

import tv.headwater.transcode.wire.WireMessage;

/** Hears one worker, on a thread of its own; while it does not return, the worker's output waits. */
public interface WorkerListener {

    void on(WireMessage message);

    /**
     * The process is gone: the last that is heard.
     *
     * @param why a sentence: how it ended, and the last line it printed if it crashed
     */
    void exited(String why);
}
