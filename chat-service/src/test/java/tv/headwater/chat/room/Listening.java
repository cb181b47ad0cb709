package tv.headwater.chat.room;

import io.netty.buffer.ByteBuf;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tv.headwater.contract.log.Json;

/** A member that writes down what it hears. */
final class Listening implements Member {

    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;
    private static final EventLoop LOOP =
            new DefaultEventLoop(new DefaultThreadFactory("listening", true));

    /** Of the event loop alone. */
    private final List<byte[]> heard = new ArrayList<>();

    private volatile boolean gone;

    @Override
    public EventLoop loop() {
        return LOOP;
    }

    @Override
    public boolean isOpen() {
        return !gone;
    }

    @Override
    public void hear(ByteBuf frames) {
        try {
            while (frames.isReadable()) {
                frames.skipBytes(1);
                int length = frames.readUnsignedByte();
                if (length == TWO_BYTES) {
                    length = frames.readUnsignedShort();
                } else if (length == EIGHT_BYTES) {
                    length = Math.toIntExact(frames.readLong());
                }
                var json = new byte[length];
                frames.readBytes(json);
                heard.add(json);
            }
        } finally {
            frames.release();
        }
    }

    @Override
    public void comeBack() {
        gone = true;
    }

    /** The frames since the last call, whatever it was told before this. */
    List<byte[]> frames() {
        return LOOP.submit(
                        () -> {
                            var frames = List.copyOf(heard);
                            heard.clear();
                            return frames;
                        })
                .syncUninterruptibly()
                .getNow();
    }

    List<JsonNode> heard() {
        return frames().stream().map(json -> Json.read(json, JsonNode.class)).toList();
    }
}
