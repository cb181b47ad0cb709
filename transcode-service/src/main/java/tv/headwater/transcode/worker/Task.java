package tv.headwater.transcode.worker;

import java.util.Set;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.transcode.wire.WireMessage;

/** What a worker does for its job. Used by the one thread that reads the socket, but for {@link #progress}. */
public interface Task extends AutoCloseable {

    /** The next record; an access unit's payload is valid until this returns. Blocks while encoders are busy. */
    void media(MediaRecord record);

    /** From the next segment on these rungs are left out, and only these. */
    void shed(Set<Rendition> rungs);

    /** Gives out everything decoded, and returns when that is done. Nothing follows. */
    void drain();

    /** How it goes; called by any thread. */
    WireMessage.Progress progress();

    /** Frees everything native, by the thread that used it. */
    @Override
    void close();
}
