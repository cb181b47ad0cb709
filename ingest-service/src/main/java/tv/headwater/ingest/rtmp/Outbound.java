package tv.headwater.ingest.rtmp;

import io.netty.buffer.Unpooled;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import tv.headwater.ingest.rtmp.chunk.ChunkWriter;
import tv.headwater.ingest.rtmp.message.MessageCodec;
import tv.headwater.ingest.rtmp.message.RtmpMessage;

/** What we send. Belongs to the connection's event loop. */
final class Outbound {

    private static final int CONTROL_CHUNK_STREAM = 2;
    private static final int COMMAND_CHUNK_STREAM = 3;
    private static final int STATUS_CHUNK_STREAM = 5;

    private final SocketChannel channel;
    private final ChunkWriter writer = new ChunkWriter();

    Outbound(SocketChannel channel) {
        this.channel = channel;
    }

    /**
     * Writes a message without flushing it.
     *
     * @return false if the peer has left too much of what we sent before unread: nothing is written
     */
    boolean write(RtmpMessage message) {
        if (!channel.isWritable()) {
            return false;
        }
        var raw = MessageCodec.encode(message);
        int chunkStream =
                !(message instanceof RtmpMessage.Command)
                        ? CONTROL_CHUNK_STREAM
                        : raw.streamId() == 0 ? COMMAND_CHUNK_STREAM : STATUS_CHUNK_STREAM;
        channel.write(Unpooled.wrappedBuffer(writer.write(chunkStream, raw)));
        if (message instanceof RtmpMessage.SetChunkSize(int size)) {
            writer.chunkSize(size);
        }
        return true;
    }

    /** Says that nothing more comes, once all that was written is out. What the peer sends is still read. */
    void finish() {
        var tls = channel.pipeline().get(SslHandler.class);
        var last = tls == null ? channel.writeAndFlush(Unpooled.EMPTY_BUFFER) : tls.closeOutbound();
        last.addListener(_ -> channel.shutdownOutput());
    }
}
