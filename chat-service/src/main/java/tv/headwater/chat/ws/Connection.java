package tv.headwater.chat.ws;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.headwater.chat.message.ClientFrame;
import tv.headwater.chat.message.Refusal;
import tv.headwater.chat.message.ServerFrame;
import tv.headwater.chat.message.ServerFrame.Subject;
import tv.headwater.chat.room.Member;
import tv.headwater.contract.access.PlaybackSession;
import tv.headwater.contract.chat.ChatUser;
import tv.headwater.contract.chat.TicketFact;
import tv.headwater.contract.id.StreamId;

/** One client's socket, from its first frame to its last. All of it happens on its event loop but what has to wait for others. */
final class Connection extends SimpleChannelInboundHandler<WebSocketFrame> implements Member {

    private static final Logger log = LoggerFactory.getLogger(Connection.class);

    /** For a client to take the reason why it is closed, and go. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private final Sockets sockets;
    private final StreamId streamId;
    private final Channel channel;
    private final ByteArrayOutputStream fragments = new ByteArrayOutputStream();
    private int fragmentCount;

    /** By which a guest came in; null if none was needed. Set before {@link #user}. */
    private volatile @Nullable PlaybackSession session;

    /** Who it is since it joined. */
    private volatile @Nullable ChatUser user;

    private @Nullable ScheduledFuture<?> joinDeadline;
    private boolean joining;
    private boolean closing;
    private CompletableFuture<Void> work = CompletableFuture.completedFuture(null);
    private int waiting;
    private long unread;
    private int unreadWrites;

    /** What it is given when it comes in may be much, and is not its fault. */
    private long past;

    private boolean toldPast;

    Connection(Sockets sockets, StreamId streamId, Channel channel) {
        this.sockets = sockets;
        this.streamId = streamId;
        this.channel = channel;
    }

    @Override
    public EventLoop loop() {
        return channel.eventLoop();
    }

    @Override
    public boolean isOpen() {
        return channel.isActive() && !closing;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof HandshakeComplete) {
            joinDeadline =
                    ctx.executor()
                            .schedule(
                                    () -> close(CloseCode.LATE),
                                    sockets.limits().joinTimeout().toMillis(),
                                    TimeUnit.MILLISECONDS);
            ctx.pipeline()
                    .addBefore(
                            Sockets.PROTOCOL,
                            "budget",
                            new FrameBudget(
                                    sockets.limits().framesPerWindow(),
                                    sockets.limits().frameWindow(),
                                    () -> close(CloseCode.FLOOD)));
        } else if (event instanceof IdleStateEvent idle && idle.state() == IdleState.READER_IDLE) {
            ctx.close();
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
        switch (frame) {
            case TextWebSocketFrame text -> on(text.content(), text.isFinalFragment());
            case ContinuationWebSocketFrame more -> on(more.content(), more.isFinalFragment());
            case BinaryWebSocketFrame _ -> close(CloseCode.NOT_TEXT);
            default -> {}
        }
    }

    private void on(ByteBuf part, boolean last) {
        if (closing) {
            return;
        }
        fragments.writeBytes(ByteBufUtil.getBytes(part));
        fragmentCount++;
        if (fragments.size() > SocketLimits.MAX_MESSAGE
                || fragmentCount > SocketLimits.MAX_FRAGMENTS) {
            close(CloseCode.TOO_BIG);
        } else if (last) {
            var text = fragments.toString(StandardCharsets.UTF_8);
            fragments.reset();
            fragmentCount = 0;
            on(text);
        }
    }

    private void on(String text) {
        try {
            var frame = ClientFrame.read(text);
            var joined = user;
            if (joined != null) {
                take(joined, frame);
            } else if (frame instanceof ClientFrame.Join join && !joining) {
                join(join);
            } else {
                close(CloseCode.NOT_JOINED);
            }
        } catch (Refusal e) {
            if (user == null) {
                close(CloseCode.NOT_JOINED);
            } else {
                send(new ServerFrame.Problem(e, Subject.NONE));
            }
        }
    }

    private void join(ClientFrame.Join join) {
        if (!sockets.isReady()) {
            close(CloseCode.TRY_AGAIN);
            return;
        }
        joining = true;
        sockets.tickets()
                .use(join.ticket(), streamId)
                .whenCompleteAsync(
                        (found, failure) -> {
                            if (failure != null) {
                                close(CloseCode.TRY_AGAIN);
                            } else if (found.isEmpty()) {
                                close(CloseCode.BAD_TICKET);
                            } else if (isOpen()) {
                                let(found.get(), join);
                            }
                        },
                        channel.eventLoop());
    }

    private void let(TicketFact.Issued ticket, ClientFrame.Join join) {
        var joined = ticket.user();
        if (joined.guest() && !sockets.rooms().letsGuests(streamId)) {
            close(CloseCode.NO_GUESTS);
            return;
        }
        session = ticket.session();
        if (!isOpenTo(joined)) {
            close(CloseCode.NO_PLAYBACK_TOKEN);
            return;
        }
        user = joined;
        if (joinDeadline != null) {
            joinDeadline.cancel(false);
        }
        sockets.waiting().leave(channel);
        try {
            sockets.rooms().join(streamId, this, joined, join.after());
        } catch (RuntimeException | Error e) {
            log.error("a member could not be let into {}", streamId, e);
            comeBack();
        }
    }

    private boolean isOpenTo(ChatUser joined) {
        return !joined.guest() || sockets.admissions().holds(streamId, session);
    }

    /** Puts a guest out whom the room is not open to any more. May be called by any thread. */
    void checkAdmission() {
        var joined = user;
        if (joined != null && !isOpenTo(joined)) {
            close(CloseCode.NO_PLAYBACK_TOKEN);
        }
    }

    private void take(ChatUser joined, ClientFrame frame) {
        if (!isOpenTo(joined)) {
            close(CloseCode.NO_PLAYBACK_TOKEN);
            return;
        }
        try {
            on(joined, frame);
        } catch (Refusal e) {
            send(new ServerFrame.Problem(e, Subject.of(frame)));
        }
    }

    private void on(ChatUser joined, ClientFrame frame) {
        switch (frame) {
            case ClientFrame.Ping _ -> send(new ServerFrame.Pong());
            case ClientFrame.Join _ ->
                    send(problem(Refusal.Code.INVALID_FRAME, "joined already", Subject.NONE));
            case ClientFrame.Reaction reaction ->
                    sockets.rooms().feel(streamId, joined, reaction.emoji());
            case ClientFrame.Message message ->
                    inTurn(
                            Subject.of(message),
                            () ->
                                    sockets.rooms()
                                            .say(streamId, joined, message)
                                            .ifPresent(id ->
                                                    send(
                                                            new ServerFrame.Sent(
                                                                    message.clientId(), id))));
            case ClientFrame.Vote vote ->
                    inTurn(
                            Subject.of(vote),
                            () -> {
                                sockets.rooms().refuseSilenced(streamId, joined);
                                send(sockets.votes().vote(streamId, joined, vote));
                            });
        }
    }

    private static ServerFrame problem(Refusal.Code code, String message, Subject subject) {
        return new ServerFrame.Problem(Refusal.of(code, message), subject);
    }

    /** What has to wait for others is done elsewhere, one after another in the order in which it came. */
    private void inTurn(Subject subject, Runnable task) {
        if (waiting >= SocketLimits.MAX_WAITING) {
            send(
                    problem(
                            Refusal.Code.RATE_LIMITED,
                            "more than %d frames wait".formatted(SocketLimits.MAX_WAITING),
                            subject));
            return;
        }
        waiting++;
        work =
                work.thenRunAsync(task, sockets.workers())
                        .handleAsync(
                                (_, failure) -> {
                                    waiting--;
                                    if (failure != null) {
                                        send(refused(failure, subject));
                                    }
                                    return null;
                                },
                                channel.eventLoop());
    }

    private static ServerFrame refused(Throwable failure, Subject subject) {
        var cause = failure.getCause() == null ? failure : failure.getCause();
        return cause instanceof Refusal refusal
                ? new ServerFrame.Problem(refusal, subject)
                : problem(Refusal.Code.UNAVAILABLE, "this did not work; try again", subject);
    }

    private void send(ServerFrame frame) {
        if (!channel.isActive()) {
            return;
        }
        var text = new String(frame.json(), StandardCharsets.UTF_8);
        channel.writeAndFlush(new TextWebSocketFrame(text));
    }

    /** Who does not read what it is sent is told to come back: nothing is left out for it. */
    @Override
    public void hear(ByteBuf frames) {
        if (!isOpen()) {
            frames.release();
            return;
        }
        if (unread > past + sockets.limits().maxOutbox()
                || unreadWrites >= SocketLimits.MAX_WRITES) {
            frames.release();
            sockets.slow();
            comeBack();
            return;
        }
        int length = frames.readableBytes();
        if (!toldPast) {
            toldPast = true;
            past = length;
        }
        unread += length;
        unreadWrites++;
        channel.writeAndFlush(frames)
                .addListener(_ -> {
                    unread -= length;
                    past = unread == 0 ? 0 : past;
                    unreadWrites--;
                });
    }

    @Override
    public void comeBack() {
        close(CloseCode.TRY_AGAIN);
    }

    /** May be called by any thread. */
    void close(CloseCode code) {
        if (channel.eventLoop().inEventLoop()) {
            close(code.frame());
        } else {
            channel.eventLoop().execute(() -> close(code.frame()));
        }
    }

    /** Waits until the socket is closed, for at most so long. Not for event loops. */
    void awaitClosed(long nanos) {
        channel.closeFuture().awaitUninterruptibly(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    }

    /**
     * Says why, and waits a little for the client to go: if it were closed while something that the client sent is unread, TCP would
     * take the reason back.
     */
    private void close(CloseWebSocketFrame why) {
        if (closing) {
            why.release();
            return;
        }
        closing = true;
        sockets.closed(why.statusCode());
        sockets.rooms().leave(streamId, this);
        channel.writeAndFlush(why);
        channel.eventLoop()
                .schedule(() -> channel.close(), LINGER.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (joinDeadline != null) {
            joinDeadline.cancel(false);
        }
        sockets.rooms().leave(streamId, this);
        ctx.fireChannelInactive();
    }

    /** What breaks the protocol comes as an exception that knows its code. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException corrupted) {
            close(new CloseWebSocketFrame(corrupted.closeStatus()));
        } else {
            ctx.close();
        }
    }
}
