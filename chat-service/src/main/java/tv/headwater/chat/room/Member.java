package tv.headwater.chat.room;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;

/** Somebody who hears what is said in a room. */
public interface Member {

    /** The one thread that calls {@link #hear}. */
    EventLoop loop();

    /** Asked on its event loop; one that is not is never told anything. */
    boolean isOpen();

    /**
     * Sends frames that are ready for the wire. Does not block.
     *
     * @param frames released by this
     */
    void hear(ByteBuf frames);

    /** Leaves, on its event loop, and comes back with the newest message it has. */
    void comeBack();
}
