package tv.headwater.ingest.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.headwater.contract.event.SessionEndReason;
import tv.headwater.ingest.flv.FlvTag;
import tv.headwater.ingest.rtmp.Publications.Answer;
import tv.headwater.ingest.rtmp.Publications.Publication;
import tv.headwater.ingest.rtmp.RtmpMeters.Refusal;
import tv.headwater.ingest.rtmp.amf.AmfLimits;
import tv.headwater.ingest.rtmp.chunk.ChunkReader;
import tv.headwater.ingest.rtmp.handshake.ServerHandshake;
import tv.headwater.ingest.rtmp.message.MalformedMessage;
import tv.headwater.ingest.rtmp.message.MessageCodec;
import tv.headwater.ingest.rtmp.message.RawMessage;
import tv.headwater.ingest.rtmp.message.RtmpMessage;
import tv.headwater.ingest.rtmp.message.RtmpMessage.Command;

/**
 * One RTMP connection from accept to close. All fields belong to the channel's event loop; only the methods of
 * {@link Publications.Publisher} may be called from elsewhere.
 */
final class RtmpConnection extends ChannelInboundHandlerAdapter
        implements Publications.Publisher, Conversation.Peer {

    private static final Logger LOG = LoggerFactory.getLogger(RtmpConnection.class);
    private static final long SHORTEST_WINDOW = 64 * 1024;
    private static final long INITIAL_WINDOW = 2_500_000;
    private static final int MAX_WAITING = 1024 * 1024;

    private final long id;
    private final SocketChannel channel;
    private final InetAddress address;
    private final RtmpLimits limits;
    private final Publications publications;
    private final Admission admission;
    private final RtmpMeters meters;
    private final Deadline deadline;
    private final ServerHandshake handshake;
    private final ChunkReader reader;
    private final Outbound outbound;
    private final MediaWatch mediaWatch;
    private final Conversation conversation = new Conversation(this);

    private AmfLimits amfLimits = AmfLimits.BEFORE_PUBLISH;
    private @Nullable Publication publication;
    private @Nullable Ending ending;
    private boolean asking;
    private boolean decided;
    private boolean heldBack;
    private boolean goodbye;
    private boolean authenticated;
    private ByteBuf waiting = Unpooled.EMPTY_BUFFER;
    private long window = INITIAL_WINDOW;
    private long received;
    private long acknowledged;
    private long reported;

    RtmpConnection(
            long id,
            SocketChannel channel,
            RtmpLimits limits,
            Publications publications,
            Admission admission,
            RtmpMeters meters) {
        this.id = id;
        this.channel = channel;
        this.address = channel.remoteAddress().getAddress();
        this.limits = limits;
        this.publications = publications;
        this.admission = admission;
        this.meters = meters;
        this.deadline = new Deadline(channel.eventLoop());
        this.outbound = new Outbound(channel);
        this.mediaWatch = new MediaWatch(limits, deadline, this::silent);
        this.handshake = new ServerHandshake(ThreadLocalRandom.current());
        this.reader = new ChunkReader(limits.beforePublish());
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        deadline.in(limits.handshake(), () -> late("handshake", limits.handshake()));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        var bytes = (ByteBuf) message;
        try {
            meters.received(bytes.readableBytes());
            received += bytes.readableBytes();
            if (ending == null) {
                read(bytes);
            }
        } finally {
            bytes.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (ending == null && handshake.done() && received - acknowledged >= window) {
            acknowledged = received;
            send(new RtmpMessage.Acknowledgement((int) received));
        }
        if (publication != null) {
            publication.received(received - reported);
            reported = received;
        }
        context.flush();
    }

    private void read(ByteBuf bytes) {
        var in = bytes.nioBuffer();
        if (!handshake.done()) {
            shakeHands(in);
        }
        while (handshake.done() && ending == null && !asking) {
            var message = reader.read(in);
            if (message == null) {
                return;
            }
            on(message);
        }
        if (asking && ending == null) {
            keep(bytes.slice(bytes.writerIndex() - in.remaining(), in.remaining()));
        }
    }

    private void shakeHands(ByteBuffer in) {
        var answer = handshake.read(in);
        if (answer != null) {
            channel.write(Unpooled.wrappedBuffer(answer));
        }
        if (handshake.done()) {
            deadline.in(limits.publish(), () -> late("publish", limits.publish()));
        }
    }

    /** What came while nobody knows yet whether the peer may publish. Reading has stopped, so it is what was under way. */
    private void keep(ByteBuf bytes) {
        if (waiting.readableBytes() + bytes.readableBytes() > MAX_WAITING) {
            throw new MalformedMessage("more than " + MAX_WAITING + " bytes came behind publish");
        }
        waiting = Unpooled.copiedBuffer(waiting, bytes);
    }

    private void on(RawMessage raw) {
        var message = MessageCodec.decode(raw, amfLimits);
        meters.received(message);
        switch (message) {
            case RtmpMessage.SetChunkSize(int size) -> reader.chunkSize(size);
            case RtmpMessage.Abort(int chunkStream) -> reader.abort(chunkStream);
            case RtmpMessage.WindowAcknowledgementSize(int size) ->
                    window = Math.max(SHORTEST_WINDOW, Integer.toUnsignedLong(size));
            case RtmpMessage.PingRequest(int timestamp) ->
                    send(new RtmpMessage.PingResponse(timestamp));
            case Command command -> conversation.on(command);
            case RtmpMessage.Video video -> conversation.on(video);
            case RtmpMessage.Audio audio -> conversation.on(audio);
            case RtmpMessage.DataMessage data -> conversation.on(data);
            case RtmpMessage.Aggregate(var parts) -> parts.forEach(this::on);
            // Those below are for players, or statements that change nothing for us.
            case RtmpMessage.Acknowledgement _,
                    RtmpMessage.StreamBegin _,
                    RtmpMessage.PingResponse _,
                    RtmpMessage.OtherUserControl _,
                    RtmpMessage.SetPeerBandwidth _ -> {}
        }
    }

    @Override
    public void send(RtmpMessage message) {
        if (!outbound.write(message)) {
            end(Ending.cut(SessionEndReason.CONNECTION_LOST, "does not read our answers"));
        }
    }

    @Override
    public void ask(String streamName) {
        asking = true;
        applyAutoRead();
        long asked = System.nanoTime();
        deadline.in(limits.answer(), () -> refuse(Answers.NO_ANSWER, asked));
        answer(streamName)
                .whenComplete((answer, failure) -> {
                    if (!onLoop(() -> answered(answer, failure, asked))
                            && answer instanceof Answer.Accepted(var accepted)) {
                        accepted.closed(SessionEndReason.SHUTDOWN);
                    }
                });
    }

    private CompletionStage<Answer> answer(String streamName) {
        try {
            return publications.publish(streamName, this);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void answered(@Nullable Answer answer, @Nullable Throwable failure, long asked) {
        if (answer instanceof Answer.Accepted(var accepted)) {
            accept(accepted);
        } else if (answer instanceof Answer.Refused refused) {
            refuse(refused, asked);
        } else {
            LOG.warn("connection {}: asking whether it may publish failed", id, failure);
            refuse(Answers.NO_ANSWER, asked);
        }
    }

    private void accept(Publication accepted) {
        if (ending != null || decided) {
            accepted.closed(ending == null ? SessionEndReason.CONNECTION_LOST : ending.reason());
            return;
        }
        decided = true;
        publication = accepted;
        authenticated = true;
        admission.authenticated(address);
        meters.accepted();
        LOG.info("connection {} from {} publishes", id, remoteAddress());
        reader.limits(limits.publishing());
        amfLimits = AmfLimits.PUBLISHING;
        mediaWatch.begin();
        conversation.accepted();
        asking = false;
        applyAutoRead();
        var behind = waiting;
        waiting = Unpooled.EMPTY_BUFFER;
        read(behind);
        channel.flush();
    }

    /** Not before its time, so that the time tells nothing; what else the peer sends is not looked at. */
    private void refuse(Answer.Refused refused, long asked) {
        if (ending != null || decided) {
            return;
        }
        decided = true;
        var word = Answers.failure(conversation.streamId(), refused.code(), refused.description());
        boolean wrongKey = refused.code().equals(Answers.BAD_NAME);
        var delay = wrongKey ? admission.refuse(address) : limits.refusal();
        var left = delay.minusNanos(System.nanoTime() - asked);
        deadline.in(
                left.isNegative() ? Duration.ZERO : left,
                () -> end(Ending.refused(Refusal.KEY, word, "refused with " + refused.code())));
    }

    @Override
    public void media(FlvTag tag) {
        if (publication == null) {
            return;
        }
        if (tag instanceof FlvTag.VideoFrame || tag instanceof FlvTag.AudioFrame) {
            mediaWatch.seen();
        }
        publication.on(tag);
    }

    private void silent(Duration limit) {
        end(Ending.silent(conversation.streamId(), limit));
    }

    @Override
    public void goodbye() {
        goodbye = true;
    }

    @Override
    public String remoteAddress() {
        return address.getHostAddress();
    }

    @Override
    public void drop(SessionEndReason reason, String description) {
        onLoop(() -> end(Ending.dropped(reason, conversation.streamId(), description)));
    }

    @Override
    public void readable(boolean readable) {
        onLoop(() -> {
            heldBack = !readable;
            mediaWatch.paused(heldBack);
            applyAutoRead();
        });
    }

    private void applyAutoRead() {
        channel.config().setAutoRead(ending != null || (!asking && !heldBack));
    }

    private void late(String what, Duration limit) {
        end(Ending.late("no " + what + " within " + limit.toMillis() + " ms"));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end(
                goodbye
                        ? Ending.left()
                        : Ending.cut(SessionEndReason.CONNECTION_LOST, "the peer closed"));
        deadline.cancel();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        failed(cause);
    }

    private void failed(Throwable cause) {
        var how = Ending.of(cause, conversation.streamId());
        if (how == null) {
            LOG.error("connection {}: our fault", id, cause);
            how = Ending.cut(SessionEndReason.CONNECTION_LOST, "internal error");
        }
        end(goodbye && cause instanceof IOException ? Ending.left() : how);
    }

    /** The only way to the end; later ones change nothing. */
    @Override
    public void end(Ending how) {
        if (ending != null) {
            return;
        }
        ending = how;
        deadline.cancel();
        waiting = Unpooled.EMPTY_BUFFER;
        if (how.refusal() != null) {
            meters.refused(how.refusal());
        }
        closePublication(how);
        if (received > 0) {
            LOG.info("connection {} from {} closed: {}", id, remoteAddress(), how.why());
        } else {
            LOG.debug("connection {} from {} closed: {}", id, remoteAddress(), how.why());
        }
        if (how.lastWord() != null) {
            send(how.lastWord());
        }
        channel.flush();
        if (how.linger() && channel.isActive()) {
            applyAutoRead();
            deadline.in(limits.closing(), channel::close);
            outbound.finish();
        } else {
            channel.close();
        }
    }

    private void closePublication(Ending how) {
        var ended = publication;
        publication = null;
        if (ended == null) {
            return;
        }
        try {
            ended.received(received - reported);
            ended.closed(how.reason());
        } catch (RuntimeException e) {
            LOG.error("connection {}: its publication did not close", id, e);
        }
    }

    /** Called once the channel is closed. */
    void released() {
        admission.left(address, authenticated);
        meters.closed();
    }

    private boolean onLoop(Runnable task) {
        try {
            channel.eventLoop()
                    .execute(() -> {
                        try {
                            task.run();
                        } catch (RuntimeException e) {
                            failed(e);
                        }
                    });
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }
}
